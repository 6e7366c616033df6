-- The regions, one row each.
-- @key(region_id)
select
    cast(region_id as text) as region_id, -- identifier
    cast(name_da as text) as name_da, -- name in Danish
    cast(name_en as text) as name_en -- name in English
from file.region
