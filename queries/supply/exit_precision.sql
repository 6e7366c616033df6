-- How closely exit rates lie around what is expected of them: one row per half-year and
-- level: titles around the country's exit rate, regions around their title. Knowing what
-- is expected is worth kappa unemployed. Estimated from the counts by moments, as for
-- shortage rates; a choice of this project. Counts in whose place a rate stands would
-- seem more alike than they are: cells and titles so small that who left is always hidden
-- are left out.
-- @key(period, level)
with regional as (
    select
        period,
        occupation_id,
        unemployed_figure as unemployed,
        left_figure as left_within_3_months,
        {{ sum_of_others('unemployed_figure', 'title') }} as unemployed_elsewhere,
        {{ sum_of_others('left_figure', 'title') }} as left_elsewhere,
        unemployed is not null as is_shown
    from supply.shown
    where region_id <> 'DK' and unemployed_figure is not null
    window title as (partition by period, occupation_id)
),

country as (
    select
        period,
        {{ exact_sum('left_within_3_months') }}
        / nullif({{ exact_sum('unemployed') }}, 0) as exit_rate
    from regional
    group by period
),

title as (
    select
        period,
        {{ exact_sum('unemployed') }} as unemployed,
        {{ exact_sum('left_within_3_months') }} as left_within_3_months
    from regional
    group by period, occupation_id
),

region as (
    select
        period,
        unemployed,
        left_within_3_months,
        unemployed_elsewhere,
        left_elsewhere / unemployed_elsewhere as mean
    from regional
    where is_shown
        and unemployed >= {{ [2, 2 * least_shown() | int] | max }}
        and unemployed_elsewhere >= 30
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
        title.left_within_3_months as events,
        title.unemployed as trials,
        {{ held('country.exit_rate', '0.001', '0.999') }} as mean,
        0e0 as variance
    from title
    inner join country on title.period = country.period
    where title.unemployed >= {{ [1, 2 * least_shown() | int] | max }}
    union all
    select
        period, 'region', left_within_3_months, unemployed, mean,
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
