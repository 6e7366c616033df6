-- The unemployed and those who left: one row per half-year, region and title, and
-- one for the country (DK) where every person counts once. NULL throughout where
-- spells or job targets are not known at all, and in half-years that the register does
-- not cover to their end.
-- @key(period, region_id, occupation_id)
-- @rule(left_within_3_months <= unemployed; no more leave than are unemployed)
-- @rule((unemployed is null) = (left_within_3_months is null); both known or neither)
with counted as (
    select
        period,
        region_id,
        occupation_id,
        count(*) as unemployed,
        count(*) filter (where has_left) as left_within_3_months,
        count(*) filter (where counts_in_country) as in_country,
        count(*) filter (where counts_in_country and has_left) as left_in_country
    from supply.cohort
    group by period, region_id, occupation_id
),

national_counted as (
    select
        period,
        'DK' as region_id,
        occupation_id,
        cast(sum(in_country) as bigint) as unemployed,
        cast(sum(left_in_country) as bigint) as left_within_3_months
    from counted
    group by period, occupation_id
),

known as (
    select period
    from reference.period
    where exists (select 1 from input.unemployment_spell)
        and exists (select 1 from input.job_target)
        and period not in (select period from supply.unobserved_period)
),

grid as (
    select period, region_id, occupation_id
    from reference.cell
    union all
    select period.period, 'DK' as region_id, occupation.occupation_id
    from reference.period as period
    cross join input.occupation as occupation
),

every_count as (
    select
        period, region_id, occupation_id, unemployed, left_within_3_months
    from counted
    union all
    select
        period, region_id, occupation_id, unemployed, left_within_3_months
    from national_counted
)

select
    grid.period, -- half-year @not_null
    grid.region_id, -- region; DK: the country @not_null
    grid.occupation_id, -- title @not_null
    case when known.period is not null then coalesce(every_count.unemployed, 0) end
        as unemployed, -- job-ready persons with the title as job target @min(0)
    case
        when known.period is not null
            then coalesce(every_count.left_within_3_months, 0)
    end as left_within_3_months -- of these, left unemployment in time @min(0)
from grid
left join known on grid.period = known.period
left join every_count
    on grid.period = every_count.period
    and grid.region_id = every_count.region_id
    and grid.occupation_id = every_count.occupation_id
