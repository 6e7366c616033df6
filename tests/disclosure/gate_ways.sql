-- Each case is a published relation of input.person (citizen @person, region_id, pay),
-- input.place (region_id, name), which holds no persons, and supply.gate, which counts
-- persons by region_id and is marked @gate. After --> : `published`, or where its way to
-- persons past the gate leaves the relation, or `person key` where what cannot be followed
-- by name counts as holding the key itself.

--- through the gate
select region_id, persons from supply.gate
--> published

--- what holds no persons needs no gate
select name, count(*) as places from input.place group by name
--> published

--- the gate beside a table without persons
select place.name, gate.persons
from input.place as place
left join supply.gate as gate on place.region_id = gate.region_id
--> published

--- counted
select count(*) as n from input.person
--> input.person

--- counted behind another relation
select n from supply.counted
--> supply.counted

--- joined
select place.name
from input.place as place
inner join input.person as person on place.region_id = person.region_id
--> input.person

--- left joined
select place.name
from input.place as place
left join input.person as person on place.region_id = person.region_id
--> input.person

--- a condition
select name from input.place
where region_id in (select region_id from input.person)
--> input.person

--- a subquery that exists
select name, exists (select 1 from input.person) as any_person from input.place
--> input.person

--- a scalar subquery
select name, (select max(pay) from input.person) as pay from input.place
--> input.person

--- a limit
select name from input.place limit (select count(*) from input.person)
--> input.person

--- having
select region_id from input.place group by region_id
having count(*) > (select count(*) from input.person)
--> input.person

--- qualify
select name from input.place
qualify row_number() over (order by region_id) > (select min(pay) from input.person)
--> input.person

--- one arm of a union
select region_id, persons from supply.gate
union all
select region_id, count(*) from input.person group by region_id
--> input.person

--- an arm by name
select region_id as r from supply.gate
union all by name
select region_id as r, pay as p from input.person
--> input.person

--- except
select region_id from input.place except select region_id from input.person
--> input.person

--- a CTE that is not used for values
with few as (select region_id from input.person)
select gate.region_id, gate.persons
from supply.gate as gate anti join few on gate.region_id = few.region_id
--> input.person

--- beside the gate
select gate.region_id, gate.persons, person.pay
from supply.gate as gate
inner join input.person as person on gate.region_id = person.region_id
--> input.person

--- pivoted
with wide as (pivot input.person on region_id using count(*)) select a from wide
--> person key

--- columns by pattern
select sum(columns('p.*')) as s from input.person
--> person key

--- a lateral join
select place.name, l.n
from input.place as place, lateral (
    select count(*) as n from input.person as person
    where person.region_id = place.region_id
) as l
--> input.person

--- a form that is not known
select count(*) as n from (summarize input.person)
--> person key

--- samples
select region_id from input.place using sample 10
--> published
