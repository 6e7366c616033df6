-- Can employers recruit? One row per half-year, region and title, and one for the
-- country (DK): the mean of the regions weighted by recruitment attempts. The interval
-- is equal-tailed, of a beta distribution.
-- Source: STAR (2025), Mangelrater på landsplan; the uncertainty goes beyond it.
-- @key(period, region_id, occupation_id)
-- @rule((shortage_basis is null) = (shortage_rate is null); a rate has its basis)
-- @rule((shortage_rate is null) = (in_shortage is null); a rate has its answer)
-- @rule(shortage_rate_low <= shortage_rate_high; an interval has its ends in order)
with entered as (
    select
        period,
        occupation_id,
        attempts,
        shortage_rate,
        variance,
        shared_error,
        {{ exact_sum('attempts', over='title') }} as attempts_entered
    from shortage.regional_rate
    where attempts is not null and shortage_rate is not null
    window title as (partition by period, occupation_id)
),

shared as (
    select
        *,
        attempts / attempts_entered as share
    from entered
    where attempts_entered > 0
),

-- what regions share through their title varies together, the rest one by one
averaged as (
    select
        period,
        occupation_id,
        {{ exact_sum('attempts * shortage_rate') }} / max(attempts_entered)
            as shortage_rate,
        {{ exact_sum(
            'share * share * greatest(variance - shared_error * shared_error, 0)'
        ) }}
        + power({{ exact_sum('share * shared_error') }}, 2) as variance
    from shared
    group by period, occupation_id
),

answered as (
    select
        period,
        occupation_id,
        max(answers_national) as answers,
        {{ exact_sum('effective_answers') }} as effective_answers,
        {{ exact_sum('unfilled') }} as unfilled
    from shortage.regional_rate
    group by period, occupation_id
),

-- the beta distribution with the mean and the variance; NULL where it is a point
national as (
    select
        answered.*,
        averaged.shortage_rate,
        {{ weight_of(
            'averaged.shortage_rate',
            'nullif(least(averaged.variance, 0.95 * averaged.shortage_rate
                * (1 - averaged.shortage_rate)), 0)'
        ) }} as weight
    from answered
    left join averaged
        on answered.period = averaged.period
        and answered.occupation_id = averaged.occupation_id
),

every_rate as (
    select
        period,
        region_id,
        occupation_id,
        answers,
        effective_answers,
        unfilled,
        answers_national,
        general_tendency,
        regional_tendency,
        adjusted_rate,
        prior_weight,
        answers_used,
        unfilled_used,
        shortage_basis,
        shortage_rate,
        alpha,
        beta
    from shortage.regional_rate
    union all
    select
        period,
        'DK',
        occupation_id,
        answers,
        effective_answers,
        unfilled,
        answers,
        null,
        null,
        null,
        null,
        null,
        null,
        case when shortage_rate is not null then 'national' end,
        shortage_rate,
        shortage_rate * weight,
        (1 - shortage_rate) * weight
    from national
),

decided as (
    select
        *,
        {{ reaches('shortage_rate', shortage_threshold) }} as in_shortage
    from every_rate
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    answers, -- survey answers, counted raw
    effective_answers, -- as many as count
    unfilled, -- of these, ended unfilled
    answers_national, -- answers in the country
    general_tendency, -- G: the title's shortage outside the region
    regional_tendency, -- R: the region's deviation, a factor
    adjusted_rate, -- A: G times R, within the model's bounds
    prior_weight, -- what A is worth, in answers
    answers_used, -- the region's answers in the rate
    unfilled_used, -- of these, ended unfilled
    shortage_basis, -- what the rate rests on
    shortage_rate, -- share of attempts that end unfilled @min(0) @max(1)
    coalesce({{ beta_quantile(0.025, 'alpha', 'beta') }}, shortage_rate)
        as shortage_rate_low, -- 95 pct interval, lower end @min(0) @max(1)
    coalesce({{ beta_quantile(0.975, 'alpha', 'beta') }}, shortage_rate)
        as shortage_rate_high, -- 95 pct interval, upper end @min(0) @max(1)
    case
        when alpha is null then case when in_shortage then 1 when not in_shortage then 0 end
        when beta <= 0 then 1
        else 1 - {{ beta_cdf(shortage_threshold, 'alpha', 'beta') }}
    end as p_shortage, -- probability that the rate reaches the threshold @min(0) @max(1)
    in_shortage -- do employers fail to recruit?
from decided
