-- The exit rate of the newest cohort that could be followed: one row per day of
-- supply.nowcast_month, region (DK: the country) and title, as estimated from that
-- cohort, with the precisions of the newest half-year known then; and how many
-- are unemployed on the day itself.
-- @key(as_of, region_id, occupation_id)
with dated as (
    select
        period.reference_date as day,
        shown.region_id,
        shown.occupation_id,
        shown.unemployed,
        shown.left_within_3_months,
        shown.unemployed_figure,
        shown.left_figure
    from supply.shown as shown
    inner join reference.period as period on shown.period = period.period
    where shown.unemployed_figure is not null
    union all
    select
        day,
        region_id,
        occupation_id,
        unemployed,
        left_within_3_months,
        unemployed_figure,
        left_figure
    from supply.month_shown
),

counted as (
    select
        month.as_of,
        dated.region_id,
        dated.occupation_id,
        dated.region_id = 'DK' as is_country,
        dated.unemployed_figure as unemployed,
        dated.left_figure as leavers,
        dated.left_within_3_months / nullif(cast(dated.unemployed as double), 0)
            as exit_rate,
        title.kappa as kappa_title,
        region.kappa as kappa_region
    from supply.nowcast_month as month
    inner join dated on month.cohort_date = dated.day
    inner join supply.exit_precision as title
        on month.last_period = title.period
        and title.level = 'title'
    inner join supply.exit_precision as region
        on month.last_period = region.period
        and region.level = 'region'
    where dated.left_figure is not null
),

{{ exit_estimate('as_of') }},

present as (
    select
        month.as_of,
        dated.region_id,
        dated.occupation_id,
        dated.unemployed,
        dated.unemployed_figure
    from supply.nowcast_month as month
    inner join dated on month.as_of = dated.day
)

select
    coalesce(present.as_of, distributed.as_of) as as_of, -- the day
    coalesce(present.region_id, distributed.region_id) as region_id, -- region; DK: the country
    coalesce(present.occupation_id, distributed.occupation_id) as occupation_id, -- title
    present.unemployed, -- job-ready unemployed on the day; NULL: hidden, or nobody
    coalesce(present.unemployed_figure, 0) as unemployed_figure, -- the same, to go on with
    distributed.exit_rate, -- share of the cohort that left, 0-1; NULL: hidden
    distributed.alpha, -- first parameter of the exit rate's distribution
    distributed.beta, -- second parameter
    distributed.alpha / (distributed.alpha + distributed.beta)
        as exit_rate_estimate -- its mean, 0-1 @min(0) @max(1)
from present
full join distributed
    on present.as_of = distributed.as_of
    and present.region_id = distributed.region_id
    and present.occupation_id = distributed.occupation_id
