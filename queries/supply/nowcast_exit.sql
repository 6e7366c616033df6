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

cohort as (
    select distinct cohort_date, last_period from supply.nowcast_month
),

counted as (
    select
        cohort.cohort_date,
        dated.region_id,
        dated.occupation_id,
        dated.region_id = 'DK' as is_country,
        dated.unemployed_figure as unemployed,
        dated.left_figure as leavers,
        dated.left_within_3_months / nullif(cast(dated.unemployed as double), 0)
            as exit_rate,
        title.kappa as kappa_title,
        region.kappa as kappa_region
    from cohort
    inner join dated on cohort.cohort_date = dated.day
    inner join supply.exit_precision as title
        on cohort.last_period = title.period
        and title.level = 'title'
    inner join supply.exit_precision as region
        on cohort.last_period = region.period
        and region.level = 'region'
    where dated.left_figure is not null
),

{{ exit_estimate('cohort_date') }},

estimated as (
    select
        month.as_of,
        distributed.region_id,
        distributed.occupation_id,
        distributed.exit_rate,
        distributed.alpha,
        distributed.beta
    from supply.nowcast_month as month
    inner join distributed on month.cohort_date = distributed.cohort_date
),

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
    coalesce(present.as_of, estimated.as_of) as as_of, -- the day
    coalesce(present.region_id, estimated.region_id) as region_id, -- region; DK: the country
    coalesce(present.occupation_id, estimated.occupation_id) as occupation_id, -- title
    present.unemployed, -- job-ready unemployed on the day; NULL: hidden
    coalesce(present.unemployed_figure, 0) as unemployed_figure, -- the same, to go on with
    estimated.exit_rate, -- share of the cohort that left, 0-1; NULL: hidden
    estimated.alpha, -- first parameter of the exit rate's distribution
    estimated.beta, -- second parameter
    estimated.alpha / (estimated.alpha + estimated.beta)
        as exit_rate_estimate -- its mean, 0-1 @min(0) @max(1)
from present
full join estimated
    on present.as_of = estimated.as_of
    and present.region_id = estimated.region_id
    and present.occupation_id = estimated.occupation_id
