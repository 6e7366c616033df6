-- Periods of unemployment, one row per person and start; records of one person may
-- touch and overlap.
-- @optional
-- @without(the supply side: unemployed, exit rate, unemployment ratio, prospects, category)
-- @key(person_id, start_date)
-- @rule(end_date >= start_date; end_date must not be before start_date)
select
    cast(person_id as bigint) as person_id, -- the person @person
    cast(region_id as text) as region_id, -- where the person lives @references(input.region.region_id)
    cast(start_date as date) as start_date, -- first day unemployed
    cast(end_date as date) as end_date, -- first day no longer unemployed; NULL: open @optional
    cast(job_ready as boolean) as job_ready -- able to take a job at once
from file.unemployment_spell
