-- A remark on a total, one row per region that has one.
-- @publish
-- @key(region_id)
select
    region_id, -- region @references(balance.total.region_id)
    'large' as remark -- large
from balance.total
where total > 0
