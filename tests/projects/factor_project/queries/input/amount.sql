-- An amount per region, one row each.
-- @key(region_id)
select
    cast(region_id as text) as region_id, -- region @references(input.region.region_id)
    cast(amount as double) as amount -- any number @min(0)
from file.amount
