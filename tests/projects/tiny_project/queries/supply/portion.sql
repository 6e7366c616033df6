-- Each place's share of all persons, one row per place.
-- @key(place_id)
with everyone as (
    select sum(persons_sum) as persons
    from supply.total
)

select
    total.place_id, -- the place
    total.persons_sum, -- persons in the place
    {{ share('total.persons_sum', 'everyone.persons') }}
        as portion -- of all persons, 0-1 @min(0) @max(1)
from supply.total as total
cross join everyone
