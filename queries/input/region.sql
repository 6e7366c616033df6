-- The regions, one row each: five, eight or any number; the country itself is not
-- among them.
-- @key(region_id)
-- @rule(region_id <> 'DK'; the region id DK is kept for the country)
select
    cast(region_id as text) as region_id, -- the region's identifier
    cast(name_da as text) as name_da, -- its name in Danish
    cast(name_en as text) as name_en -- its name in English
from file.region
