-- The balance newer than its newest half-year: one row per month (its first day) after that
-- half-year's reference date, region (DK: the country) and title. Source: STAR,
-- Tværkommunale rekrutteringssamarbejder ("gårsdagens arbejdsmarked"); the way is a choice,
-- tried in balance.nowcast_error. Where moving the demand side has not been better there, it
-- stays as in the newest half-year.
-- @publish
-- @key(month, region_id, occupation_id)
with worth as (
    select
        coalesce(
            {{ exact_sum('titles * error * error') }}
            < {{ exact_sum('titles * error_last * error_last') }},
            false
        ) as is_better
    from balance.nowcast_error
    where side = 'demand'
),

chosen as (
    select
        trial.as_of,
        trial.region_id,
        trial.occupation_id,
        trial.unemployed,
        trial.cohort_date,
        trial.exit_rate,
        trial.exit_rate_estimate,
        trial.alpha,
        trial.beta,
        trial.good_prospects,
        trial.last_period,
        period.reference_date,
        worth.is_better as is_moved,
        case when worth.is_better then trial.shortage_rate
            else last.shortage_rate end as shortage_rate,
        case when worth.is_better then trial.in_shortage
            else last.in_shortage end as in_shortage,
        trial.shortage_rate * trial.prior_weight as shortage_alpha,
        (1 - trial.shortage_rate) * trial.prior_weight as shortage_beta,
        last.p_shortage as last_p_shortage
    from balance.nowcast_trial as trial
    cross join worth
    inner join balance.unrounded as last
        on trial.last_period = last.period
        and trial.region_id = last.region_id
        and trial.occupation_id = last.occupation_id
    inner join reference.period as period on trial.last_period = period.period
    where trial.target_period is null
),

likely as (
    select
        *,
        1 - {{ beta_cdf(exit_threshold, 'alpha', 'beta') }} as p_good_prospects,
        case
            when is_moved
                then 1 - {{ beta_cdf(
                    shortage_threshold, 'shortage_alpha', 'shortage_beta'
                ) }}
            else last_p_shortage
        end as p_shortage
    from chosen
)

select
    likely.as_of as month, -- first day of the month
    likely.region_id, -- region; DK: the country @references(reference.region.region_id)
    likely.occupation_id, -- title @references(reference.occupation.occupation_id)
    likely.unemployed, -- job-ready unemployed on that day, rounded; 0: few or nobody
    likely.cohort_date as exit_month, -- day of the newest cohort by then whose three months are over
    round(likely.exit_rate, 2) as exit_rate, -- share of it that left, 0-1; NULL: few @min(0) @max(1)
    {{ published('likely.exit_rate_estimate') }}
        as exit_rate_estimate, -- exit rate, by other regions and titles too, 0-1 @min(0) @max(1)
    likely.good_prospects, -- can the unemployed find work? by the estimate
    {{ published('likely.p_good_prospects', 'probability') }}
        as p_good_prospects, -- probability, 0-1, that the exit rate reaches its threshold
    likely.last_period as shortage_period, -- half-year that the shortage rate starts from @references(reference.period.period)
    likely.is_moved, -- the rate is A, moved by the change since; else the half-year's own
    {{ published('likely.shortage_rate') }} as shortage_rate, -- shortage rate, 0-1 @min(0) @max(1)
    {{ published('likely.p_shortage', 'probability') }}
        as p_shortage, -- probability, 0-1, that it reaches the threshold
    likely.in_shortage, -- do employers fail to recruit?
    category.category, -- good, poor, shortage or paradox @references(reference.category.category)
    {{ published(
        'case when likely.in_shortage then likely.p_shortage else 1 - likely.p_shortage end
        * case when likely.good_prospects then likely.p_good_prospects
            else 1 - likely.p_good_prospects end',
        'probability'
    ) }} as p_category, -- probability of the category, 0-1, the sides independent
    {{ months_between('likely.cohort_date', 'likely.as_of') }}
        as exit_months_old, -- months from the cohort's day to the month
    {{ months_between('likely.reference_date', 'likely.as_of') }}
        as shortage_months_old -- months from the half-year's reference date to the month
from likely
left join reference.category as category
    on likely.good_prospects = category.good_prospects
    and likely.in_shortage = category.in_shortage
