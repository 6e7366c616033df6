-- What is thought of a place, one row per place.
-- @publish
-- @key(place_id)
select
    place.place_id, -- the place
    place.name, -- its name
    portion.persons_sum, -- persons in the place
    portion.portion, -- its share of all persons
    portion.persons_sum >= {{ threshold }} as is_large -- many persons?
from input.place as place
left join supply.portion as portion
    on place.place_id = portion.place_id
