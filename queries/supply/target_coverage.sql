-- How many of the unemployed have a job target, on which the supply side rests: one row per
-- half-year and region (DK: the country), job-ready persons at the reference date. Persons
-- are rounded to whole disclosure_min, and the rest is worked out from that.
-- @gate
-- @publish
-- @key(period, region_id)
-- @rule(previous_share is null or share is null
--   or share >= previous_share - {{ target_coverage_drop }};
--   a smaller share of the unemployed has a job target; warning)
-- a cohort has a person once for each target
with named as (
    select
        present.period,
        present.region_id,
        present.person_id,
        count(cohort.occupation_id) as targets
    from supply.unemployed_person as present
    left join supply.cohort as cohort
        on present.period = cohort.period
        and present.person_id = cohort.person_id
        and present.region_id = cohort.region_id
    group by present.period, present.region_id, present.person_id
),

-- a person in two regions is one in the country
everywhere as (
    select period, region_id, person_id, targets
    from named
    union all
    select period, 'DK' as region_id, person_id, max(targets) as targets
    from named
    group by period, person_id
),

counted as (
    select
        period,
        region_id,
        {{ rounded('count(*)') }} as unemployed,
        {{ rounded('count(*) filter (where targets > 0)') }} as with_target,
        {{ rounded('sum(targets)') }} as targets
    from everywhere
    group by period, region_id
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
