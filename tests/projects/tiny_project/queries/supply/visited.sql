-- Visits, one row per place that had any.
-- @key(place_id)
select
    place_id, -- the place
    count(distinct person_id) as persons -- who came
from input.visit
group by place_id
