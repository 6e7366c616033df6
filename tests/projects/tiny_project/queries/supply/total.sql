-- Persons in all years, one row per place.
-- @key(place_id)
{% set measures = ['sum', 'max'] %}
select
    place_id, -- the place
    {% for measure in measures %}
    cast({{ measure }}(persons) as bigint)
        as persons_{{ measure }}, -- the {{ measure }} of the years
    {% endfor %}
    {% if detailed %}
    min(year) as first_year, -- the first year counted
    {% endif %}
    count(*) as years -- years counted
from input.headcount
group by place_id
