-- Job targets: the titles that an unemployed person says they can work in, one row
-- per person, title and start.
-- @optional
-- @without(the supply side: unemployed, exit rate, unemployment ratio, prospects, category)
-- @key(person_id, occupation_id, start_date)
-- @rule(end_date >= start_date; end_date must not be before start_date)
select
    cast(person_id as bigint) as person_id, -- the person @person
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(start_date as date) as start_date, -- first day of the target
    cast(end_date as date) as end_date -- first day it no longer holds; NULL: open @optional
from file.job_target
