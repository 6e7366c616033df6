-- Unemployment spells: one row per unbroken time of unemployment of a person.
-- Records that touch or overlap are one spell, across regions and whatever
-- job_ready says. Source: STAR (2025); the gap allowed is a choice.
-- @key(person_id, start_date)
-- @rule(end_date >= start_date; a spell ends on or after the day it starts)
with record as (
    select
        person_id,
        start_date,
        coalesce(end_date, date '9999-12-31') as end_date
    from input.unemployment_spell
),

reach as (
    select
        person_id,
        start_date,
        end_date,
        max(end_date) over (
            partition by person_id order by start_date
            rows between unbounded preceding and 1 preceding
        ) as end_so_far
    from record
),

numbered as (
    select
        person_id,
        start_date,
        end_date,
        count(*) filter (
            where end_so_far is null
                or start_date - end_so_far > {{ spell_gap_days }}
        ) over (
            partition by person_id order by start_date
            rows between unbounded preceding and current row
        ) as spell
    from reach
)

select
    person_id, -- the person @person @not_null
    min(start_date) as start_date, -- first day unemployed @not_null
    max(end_date)
        as end_date, -- first day no longer so; 9999-12-31: open @not_null
    count(*) as records -- records that it is made of @min(1)
from numbered
group by person_id, spell
