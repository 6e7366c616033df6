-- How long unemployment lasted: one row per spell and region where a job-ready record
-- begins it. Every spell is followed for the whole months from its start to the last day
-- observed, and an exit counts if its month is one of them: of a month that is observed
-- in part those who leave would be seen and those who stay would not. What began before
-- the first record was kept is taken as complete, though the register may have only
-- those of that time who stayed long. Not published: these are persons.
-- @key(person_id, start_date, region_id)
with begun as (
    select
        spell.person_id,
        spell.start_date,
        spell.end_date,
        record.region_id,
        datesub('month', spell.start_date, spell.end_date) as whole_months,
        datesub('month', spell.start_date, observed.observed_until)
            as months_followed
    from supply.spell as spell
    inner join input.unemployment_spell as record
        on spell.person_id = record.person_id
        and spell.start_date = record.start_date
    cross join supply.observed_until as observed
    where record.job_ready
        and spell.start_date <= observed.observed_until
),

-- a month that has begun counts; an open end lies in a month that is never observed
lasting as (
    select
        person_id,
        start_date,
        region_id,
        months_followed,
        case
            when whole_months = 0
                or start_date + whole_months * interval 1 month < end_date
                then whole_months + 1
            else whole_months
        end as months_until_exit
    from begun
)

select
    person_id, -- the person @person
    start_date, -- first day unemployed
    region_id, -- where the spell began
    least(months_until_exit, months_followed)
        as months, -- months that it lasted, or was followed @min(0)
    months_until_exit <= months_followed as has_ended -- in a month that is observed
from lasting
