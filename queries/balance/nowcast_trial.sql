-- The balance brought up to date: one row per day of supply.nowcast_month, region (DK: the
-- country) and title, from what was known on that day. Supply: the unemployed of the day and
-- the estimated exit rate of the newest cohort. Demand: the newest half-year's A, moved by
-- what the general model says of the change in unemployment, and in job adverts where they
-- are known. The country's A is the mean of its regions', which err together. Not published.
-- @key(as_of, region_id, occupation_id)
with coefficient as (
    select
        period,
        max(case when term = 'log_unemployment_ratio' then estimate end) as by_unemployed,
        max(case when term = 'log_recruitment_intensity' then estimate end) as by_attempts
    from shortage.general_coefficient
    group by period
),

-- few are rounded away, and a change from or to them is none
change as (
    select
        month.as_of,
        month.last_period,
        shown.occupation_id,
        {{ held(
            'exp(
                coalesce(
                    coefficient.by_unemployed * case
                        when least(exit.unemployed_figure, shown.unemployed_figure)
                            >= ' ~ 2 * disclosure_min ~ '
                            then ln(
                                (exit.unemployed_figure + ' ~ smoothing_title ~ ')
                                / (shown.unemployed_figure + ' ~ smoothing_title ~ ')
                            )
                    end, 0
                ) + coalesce(coefficient.by_attempts * advert.log_change, 0)
            )', '1e0 / ' ~ regional_bound, regional_bound
        ) }} as factor,
        advert.log_change is not null as uses_adverts
    from supply.nowcast_month as month
    inner join supply.shown as shown
        on month.last_period = shown.period
        and shown.region_id = 'DK'
    left join supply.nowcast_exit as exit
        on month.as_of = exit.as_of
        and exit.region_id = 'DK'
        and shown.occupation_id = exit.occupation_id
    left join coefficient on month.last_period = coefficient.period
    left join shortage.advert_change as advert
        on month.as_of = advert.as_of
        and shown.occupation_id = advert.occupation_id
),

moved as (
    select
        change.as_of,
        last.region_id,
        last.occupation_id,
        {{ held(
            'last.adjusted_rate * coalesce(change.factor, 1)', indicator_floor, rate_ceiling
        ) }} as rate,
        last.prior_weight,
        cell.attempts
    from change
    inner join balance.unrounded as last
        on change.last_period = last.period
        and change.occupation_id = last.occupation_id
    inner join shortage.cell as cell
        on last.period = cell.period
        and last.region_id = cell.region_id
        and last.occupation_id = cell.occupation_id
    where last.adjusted_rate is not null
),

country as (
    select
        as_of,
        occupation_id,
        {{ exact_sum('attempts * rate') }} / {{ exact_sum('attempts') }} as rate,
        power(
            {{ exact_sum('attempts * sqrt(rate * (1 - rate) / (prior_weight + 1))') }}
            / {{ exact_sum('attempts') }}, 2
        ) as variance
    from moved
    where attempts > 0
    group by as_of, occupation_id
),

demand as (
    select as_of, region_id, occupation_id, rate, prior_weight
    from moved
    union all
    select
        as_of,
        'DK' as region_id,
        occupation_id,
        rate,
        rate * (1 - rate) / nullif(least(variance, 0.95 * rate * (1 - rate)), 0) - 1
            as prior_weight
    from country
),

joined as (
    select
        month.as_of,
        month.target_period,
        month.last_period,
        month.cohort_date,
        last.region_id,
        last.occupation_id,
        exit.unemployed,
        exit.exit_rate,
        exit.exit_rate_estimate,
        exit.alpha,
        exit.beta,
        case
            when exit.unemployed_figure >= {{ min_unemployed }}
                and exit.exit_rate_estimate is not null then 'exit_rate'
            when last.full_time_employees > 0 and exit.as_of is not null
                then 'unemployment_ratio'
        end as supply_basis,
        exit.unemployed_figure / nullif(last.full_time_employees, 0)
            as unemployment_ratio,
        demand.rate as shortage_rate,
        demand.prior_weight,
        change.uses_adverts
    from supply.nowcast_month as month
    inner join balance.unrounded as last on month.last_period = last.period
    left join supply.nowcast_exit as exit
        on month.as_of = exit.as_of
        and last.region_id = exit.region_id
        and last.occupation_id = exit.occupation_id
    left join change
        on month.as_of = change.as_of
        and last.occupation_id = change.occupation_id
    left join demand
        on month.as_of = demand.as_of
        and last.region_id = demand.region_id
        and last.occupation_id = demand.occupation_id
)

select
    as_of, -- the day
    target_period, -- half-year that is tried; NULL: not over yet
    last_period, -- newest half-year known then
    cohort_date, -- day of the cohort whose exit rate it is
    region_id, -- region; DK: the country
    occupation_id, -- title
    unemployed, -- job-ready unemployed on the day; NULL: hidden
    exit_rate, -- share of the cohort that left within three months, 0-1
    exit_rate_estimate, -- its estimate, 0-1
    alpha, -- first parameter of the exit rate's distribution
    beta, -- second parameter
    case supply_basis
        when 'exit_rate' then {{ reaches('exit_rate_estimate', exit_threshold) }}
        when 'unemployment_ratio'
            then not {{ reaches('unemployment_ratio', unemployment_ratio_threshold) }}
    end as good_prospects, -- can the unemployed find work?
    shortage_rate, -- A of the newest half-year, moved @min(0) @max(1)
    prior_weight, -- what it is worth, in answers
    {{ reaches('shortage_rate', shortage_threshold) }}
        as in_shortage, -- do employers fail to recruit?
    coalesce(uses_adverts, false) as uses_adverts -- moved by job adverts too
from joined
