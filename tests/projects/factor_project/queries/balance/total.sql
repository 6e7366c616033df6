-- The sum of a region's lines, one row per region.
-- @publish
-- @key(region_id)
select
    region_id, -- region @references(reference.region.region_id)
    sum(product) as total, -- sum of the products
    max(factor) as factor -- the factor of this build
from balance.line
group by region_id
