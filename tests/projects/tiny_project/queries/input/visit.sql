-- Visits, one row per person and place.
-- @optional
-- @key(person_id, place_id)
select
    cast(person_id as bigint) as person_id, -- the person @person
    cast(place_id as text) as place_id, -- the place @references(input.place.place_id)
    cast(code as text) as code -- why, as text
from file.visit
