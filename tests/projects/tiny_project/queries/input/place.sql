-- Places, one row each.
-- @key(place_id)
select
    cast(place_id as text) as place_id, -- the place
    cast(name as text) as name -- its name
from file.place
