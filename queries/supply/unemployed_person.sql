-- The job-ready unemployed on the reference date: one row per half-year, person and
-- region where a job-ready record of theirs is active.
-- @key(period, person_id, region_id)
with present as (
    select distinct
        period.period,
        period.reference_date,
        period.follow_up_date,
        record.person_id,
        record.region_id
    from reference.period as period
    inner join input.unemployment_spell as record
        on record.start_date <= period.reference_date
        and (
            record.end_date is null
            or record.end_date > period.reference_date
        )
    where record.job_ready
)

select
    present.period, -- half-year @not_null
    present.person_id, -- the person @person @not_null
    present.region_id, -- where the person is unemployed @not_null
    present.reference_date, -- the day of the cohort @not_null
    spell.end_date <= present.follow_up_date
        as has_left -- the spell ends within three months @not_null
from present
inner join supply.spell as spell
    on present.person_id = spell.person_id
    and present.reference_date >= spell.start_date
    and present.reference_date < spell.end_date
