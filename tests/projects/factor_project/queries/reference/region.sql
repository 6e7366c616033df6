-- The regions, one row each.
-- @publish
-- @key(region_id)
select
    region_id, -- identifier
    name_da, -- name in Danish
    name_en, -- name in English
    row_number() over (order by region_id) as sort_order -- by identifier
from input.region
