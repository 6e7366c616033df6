-- The job titles of the synthetic Denmark, one row per title of title.csv: typed for
-- this project, real words but not the official nomenclature.
-- @beside
-- @key(title_da)
-- @rule(regexp_full_match(isco08, '[0-9]{4}'); isco08 must have four digits)
select
    cast(title_da as text) as title_da, -- the title in Danish
    cast(title_en as text) as title_en, -- the title in English
    cast(isco08 as text) as isco08, -- ISCO-08 unit group, four digits
    cast(size_class as integer) as size_class -- 1 rare … 5 very common: how many people hold such a job @min(1) @max(5)
from file.title
