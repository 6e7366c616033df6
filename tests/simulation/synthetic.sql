-- The truth of the synthetic Denmark: one row per half-year, region and title. A person
-- leaves at a pace that is known, and whoever is there on the reference date does so
-- within the three months with the probability that the pace gives, a week later where
-- a second record overlaps the first; the title's is the mean of its unemployed.
with record as (
    select distinct
        period.period,
        period.reference_date,
        period.follow_up_date - period.reference_date as days,
        spell.person_id,
        spell.region_id
    from period
    inner join unemployment_spell as spell
        on spell.start_date <= period.reference_date
        and coalesce(spell.end_date, date '9999-12-31') > period.reference_date
    where spell.job_ready
),

leaving as (
    select
        record.*,
        case
            when not has_second or record.reference_date >= person.end_date + 7
                then 1 - exp(-person.exits_per_day * record.days)
            when record.reference_date >= person.end_date then 1
            else 1 - exp(-person.exits_per_day * (record.days - 7))
        end as exit_probability
    from record
    inner join (
        select
            *,
            turn >= 0.06 and turn < 0.12
                and floor((end_date - start_date) * 0.6) > 0 as has_second
        from synthetic.person
    ) as person on record.person_id = person.person_id
),

title as (
    select
        leaving.period,
        leaving.region_id,
        target.occupation_id,
        avg(leaving.exit_probability) as exit_probability
    from leaving
    inner join (
        select distinct period.period, person_id, occupation_id
        from period
        inner join job_target as target
            on target.start_date <= period.reference_date
            and coalesce(target.end_date, date '9999-12-31') > period.reference_date
    ) as target
        on leaving.period = target.period
        and leaving.person_id = target.person_id
    group by leaving.period, leaving.region_id, target.occupation_id
)

select
    rate.period,
    rate.region_id,
    rate.occupation_id,
    rate.shortage_rate,
    title.exit_probability
from shortage_rate as rate
left join title using (period, region_id, occupation_id)
