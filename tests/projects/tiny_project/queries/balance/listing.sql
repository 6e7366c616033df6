-- The large places, one row each.
-- @publish
-- @materialize(view)
-- @key(place_id)
select
    place_id, -- the place
    name -- its name
from balance.verdict
where is_large
