-- How closely exit rates lie around what is expected of them: one row per half-year and
-- level: titles around the country's exit rate, regions around their title. Knowing what
-- is expected is worth kappa unemployed. Estimated from the counts by moments, as for
-- shortage rates; a choice of this project.
-- @key(period, level)
with regional as (
    select
        period,
        occupation_id,
        unemployed,
        left_within_3_months,
        sum(unemployed) over title - unemployed as unemployed_elsewhere,
        sum(left_within_3_months) over title - left_within_3_months
            as left_elsewhere
    from supply.unemployed
    where region_id <> 'DK' and unemployed is not null
    window title as (partition by period, occupation_id)
),

country as (
    select
        period,
        sum(left_within_3_months) / cast(nullif(sum(unemployed), 0) as double)
            as exit_rate
    from regional
    group by period
),

title as (
    select
        period,
        sum(unemployed) as unemployed,
        sum(left_within_3_months) as left_within_3_months
    from regional
    group by period, occupation_id
),

region as (
    select
        period,
        unemployed,
        left_within_3_months,
        unemployed_elsewhere,
        left_elsewhere / cast(unemployed_elsewhere as double) as mean
    from regional
    where unemployed >= 2 and unemployed_elsewhere >= 30
),

bounded as (
    select
        period,
        unemployed,
        left_within_3_months,
        unemployed_elsewhere,
        {{ held('mean', '0.001', rate_ceiling) }} as mean
    from region
),

cell as (
    select
        title.period,
        'title' as level,
        cast(title.left_within_3_months as double) as events,
        cast(title.unemployed as double) as trials,
        {{ held('country.exit_rate', '0.001', '0.999') }} as mean,
        0e0 as variance
    from title
    inner join country on title.period = country.period
    where title.unemployed >= 1
    union all
    select
        period, 'region', cast(left_within_3_months as double),
        cast(unemployed as double), mean,
        mean * (1 - mean) / unemployed_elsewhere
    from bounded
),

{{ precisions('cell') }}

select
    period, -- half-year
    level, -- title: around the country; region: around the title @in(title, region)
    kappa, -- what knowing the level above is worth, in unemployed @min(1) @max(3000)
    cells -- titles or cells that it is estimated from @min(0)
from precision
