-- The job-ready unemployed on the reference date: one row per half-year, person and
-- region where a job-ready record of theirs is active.
-- @key(period, person_id, region_id)
with present as (
    select
        period.period,
        period.reference_date,
        record.person_id,
        record.region_id,
        spell.records,
        spell.end_date <= period.follow_up_date as has_left
    from reference.period as period
    inner join input.unemployment_spell as record
        on record.start_date <= period.reference_date
        and (
            record.end_date is null
            or record.end_date > period.reference_date
        )
    inner join supply.spell as spell
        on record.person_id = spell.person_id
        and period.reference_date >= spell.start_date
        and period.reference_date < spell.end_date
    where record.job_ready
),

-- in several regions, by several records of a spell
several as (
    select period, person_id, min(region_id) as first_region
    from present
    where records > 1
    group by period, person_id
    having min(region_id) <> max(region_id)
)

select distinct
    present.period, -- half-year @not_null
    present.person_id, -- the person @person @not_null
    present.region_id, -- where the person is unemployed @not_null
    present.reference_date, -- the day of the cohort @not_null
    present.has_left, -- the spell ends within three months @not_null
    coalesce(several.first_region = present.region_id, true)
        as counts_in_country -- true in one region of the person @not_null
from present
left join several
    on present.period = several.period
    and present.person_id = several.person_id
