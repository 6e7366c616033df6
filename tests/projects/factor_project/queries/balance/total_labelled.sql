-- The totals with the regions' names, one row per region.
-- @materialize(view)
-- @publish
-- @key(region_id)
select
    total.region_id, -- region
    region.name_da as region_da, -- its name in Danish
    total.total, -- sum of the products
    total.factor -- the factor of this build
from balance.total as total
inner join reference.region as region
    on total.region_id = region.region_id
