-- Periods of unemployment as the register knew them on 1 February 2026: one row per
-- person and start; what ends later is open.
-- @write(unemployment_spell.parquet)
-- @key(person_id, start_date)
select
    person_id, -- the person
    region_id, -- where the person lives
    start_date, -- first day unemployed
    case when end_date <= date '2026-02-01' then end_date end
        as end_date, -- first day no longer unemployed; NULL: open
    job_ready -- able to take a job at once
from synthetic.spell_record
where start_date < date '2026-02-01'
