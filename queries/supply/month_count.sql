-- The job-ready unemployed on days between the half-years' reference dates, and who of them
-- left within three months: one row per day on which anybody is, region and title, and on
-- the days after the newest half-year for the country (DK). Nobody is a row as well, so that
-- having a row tells nothing of a title. The days are those that supply.nowcast_month needs.
-- Not published.
-- @key(day, region_id, occupation_id)
-- @rule(left_within_3_months <= unemployed; no more leave than are unemployed)
with needed as (
    select as_of as day, true as is_new
    from supply.nowcast_month
    where target_period is null
    union all
    select cohort_date as day, false as is_new
    from supply.nowcast_month
),

-- the reference dates are counted already
day as (
    select needed.day, bool_or(needed.is_new) as is_new
    from needed
    left join reference.period as period on needed.day = period.reference_date
    where period.period is null
    group by needed.day
),

present as (
    select
        day.day,
        day.is_new,
        record.person_id,
        record.region_id
    from day
    inner join input.unemployment_spell as record
        on record.start_date <= day.day
        and (record.end_date is null or record.end_date > day.day)
    where record.job_ready
),

followed as (
    select
        present.day,
        present.is_new,
        present.person_id,
        present.region_id,
        spell.records,
        spell.end_date <= present.day + interval 3 month as has_left
    from present
    inner join supply.spell as spell
        on present.person_id = spell.person_id
        and present.day >= spell.start_date
        and present.day < spell.end_date
),

-- whoever is present in several regions, by several records, counts once in the country
several as (
    select day, person_id, min(region_id) as first_region
    from followed
    where is_new and records > 1
    group by day, person_id
    having min(region_id) <> max(region_id)
),

placed as (
    select
        followed.day,
        followed.person_id,
        followed.region_id,
        followed.is_new
        and coalesce(several.first_region = followed.region_id, true)
            as counts_in_country,
        followed.has_left
    from followed
    left join several
        on followed.day = several.day
        and followed.person_id = several.person_id
),

naming as (
    select distinct
        placed.day,
        placed.region_id,
        target.occupation_id,
        placed.person_id,
        placed.counts_in_country,
        placed.has_left
    from placed
    inner join input.job_target as target
        on placed.person_id = target.person_id
        and target.start_date <= placed.day
        and (target.end_date is null or target.end_date > placed.day)
),

counted_region as (
    select
        day,
        region_id,
        occupation_id,
        count(*) as unemployed,
        count(*) filter (where has_left) as leavers,
        count(*) filter (where counts_in_country) as in_country,
        count(*) filter (where counts_in_country and has_left) as left_in_country
    from naming
    group by day, region_id, occupation_id
),

counted as (
    select day, region_id, occupation_id, unemployed, leavers
    from counted_region
    union all
    select
        day,
        'DK' as region_id,
        occupation_id,
        cast(sum(in_country) as bigint) as unemployed,
        cast(sum(left_in_country) as bigint) as leavers
    from counted_region
    group by day, occupation_id
),

counted_day as (
    select day, is_new
    from day
    where day in (select day from counted_region)
),

region as (
    select region_id, false as is_country
    from input.region
    union all
    select 'DK' as region_id, true as is_country
),

grid as (
    select
        counted_day.day,
        region.region_id,
        occupation.occupation_id
    from counted_day
    cross join region
    cross join input.occupation as occupation
    where counted_day.is_new or not region.is_country
)

select
    grid.day, -- the day
    grid.region_id, -- region; DK: the country
    grid.occupation_id, -- title
    coalesce(counted.unemployed, 0)
        as unemployed, -- job-ready persons with the title as job target @min(0)
    case
        when grid.day + interval 3 month
            <= observed.observed_until + {{ nowcast_slack_days }}
            then coalesce(counted.leavers, 0)
    end as left_within_3_months -- of these, left in time; NULL: not over yet
from grid
left join counted
    on grid.day = counted.day
    and grid.region_id = counted.region_id
    and grid.occupation_id = counted.occupation_id
cross join supply.observed_until as observed
