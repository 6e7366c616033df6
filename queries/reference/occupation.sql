-- The job titles, one row each.
-- @publish
-- @key(occupation_id)
select
    occupation_id, -- the title's identifier
    title_da, -- the title in Danish
    coalesce(title_en, title_da) as title_en, -- in English, else in Danish
    isco08, -- ISCO-08 or DISCO-08 code
    field_da, -- occupational field in Danish
    coalesce(field_en, field_da) as field_en, -- in English, else in Danish
    row_number() over (order by title_da, occupation_id)
        as sort_order -- by title
from input.occupation
