-- The job titles, one row each.
-- @key(occupation_id)
select
    cast(occupation_id as text) as occupation_id, -- the title's identifier
    cast(title_da as text) as title_da, -- the title in Danish
    cast(title_en as text) as title_en, -- the title in English @optional
    cast(isco08 as text) as isco08, -- ISCO-08 or DISCO-08 code @optional
    cast(field_da as text) as field_da, -- occupational field in Danish @optional
    cast(field_en as text) as field_en, -- occupational field in English @optional
    cast(education_level as text) as education_level -- education that the title asks for @optional @in(none, vocational, short, medium, long)
from file.occupation
