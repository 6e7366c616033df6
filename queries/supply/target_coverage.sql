-- How many of the unemployed have a job target, on which the supply side rests: one row per
-- half-year and region (DK: the country), job-ready persons at the reference date. Persons
-- are rounded to whole disclosure_min, and the rest is worked out from that.
-- @gate
-- @publish
-- @key(period, region_id)
-- @rule(previous_share is null or share is null
--   or share >= previous_share - {{ target_coverage_drop }};
--   a smaller share of the unemployed has a job target; warning)
with present as (
    select
        person.period,
        person.region_id,
        person.counts_in_country,
        exists (
            select 1
            from supply.cohort as cohort
            where cohort.period = person.period
                and cohort.person_id = person.person_id
                and cohort.region_id = person.region_id
        ) as has_target
    from supply.unemployed_person as person
),

-- a person in two regions is one in the country
person as (
    select
        period,
        region_id,
        count(*) as unemployed,
        count(*) filter (where has_target) as with_target
    from present
    group by period, region_id
    union all
    select
        period,
        'DK' as region_id,
        count(*) as unemployed,
        count(*) filter (where has_target) as with_target
    from present
    where counts_in_country
    group by period
),

target as (
    select period, region_id, sum(unemployed) as targets
    from supply.unemployed
    group by period, region_id
),

counted as (
    select
        person.period,
        person.region_id,
        {{ rounded('person.unemployed') }} as unemployed,
        {{ rounded('person.with_target') }} as with_target,
        {{ rounded('target.targets') }} as targets
    from person
    left join target
        on person.period = target.period and person.region_id = target.region_id
),

shared as (
    select
        *,
        case when {{ many('unemployed') }} and unemployed > 0
            then round(with_target / cast(unemployed as double), 3) end as share
    from counted
)

select
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    unemployed, -- job-ready unemployed on the reference date, rounded @min(0)
    with_target, -- of these, with a job target on that day, rounded @min(0)
    share, -- share with a target, 0-1 @min(0) @max(1)
    case when {{ many('with_target') }} and with_target > 0
        then round(targets / cast(with_target as double), 2) end
        as mean_targets, -- targets of those who have one
    lag(share) over (partition by region_id order by period)
        as previous_share -- share half a year before, 0-1
from shared
