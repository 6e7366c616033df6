-- Can employers recruit? One row per half-year, region and title, and one for the
-- country (DK): the mean of the regions weighted by recruitment attempts.
-- Source: STAR (2025), Mangelrater på landsplan.
-- @key(period, region_id, occupation_id)
-- @rule((shortage_basis is null) = (shortage_rate is null); a rate has its basis)
-- @rule((shortage_rate is null) = (in_shortage is null); a rate has its answer)
with entered as (
    select
        period,
        occupation_id,
        attempts,
        shortage_rate,
        variance,
        sum(attempts) over (partition by period, occupation_id)
            as attempts_entered
    from shortage.regional_rate
    where attempts is not null and shortage_rate is not null
),

weighted as (
    select
        period,
        occupation_id,
        sum(attempts * shortage_rate) / max(attempts_entered)
            as shortage_rate,
        sqrt(
            sum(
                variance * (attempts / attempts_entered)
                * (attempts / attempts_entered)
            )
        ) as deviation
    from entered
    where attempts_entered > 0
    group by period, occupation_id
),

answered as (
    select
        period,
        occupation_id,
        max(answers_national) as answers,
        sum(unfilled) as unfilled
    from shortage.regional_rate
    group by period, occupation_id
),

national as (
    select
        answered.period,
        answered.occupation_id,
        answered.answers,
        answered.unfilled,
        weighted.shortage_rate,
        weighted.deviation,
        ({{ shortage_threshold }} - weighted.shortage_rate)
            / nullif(weighted.deviation, 0) as distance
    from answered
    left join weighted
        on answered.period = weighted.period
        and answered.occupation_id = weighted.occupation_id
),

national_decided as (
    select
        *,
        shortage_rate >= {{ shortage_threshold }} - 1e-12 as in_shortage,
        shortage_rate - 1.959963984540054 * deviation as low,
        shortage_rate + 1.959963984540054 * deviation as high
    from national
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    answers, -- survey answers
    unfilled, -- of these, ended unfilled
    answers_national, -- answers in the country
    general_tendency, -- G: the title's shortage outside the region
    regional_tendency, -- R: the region's deviation, a factor
    adjusted_rate, -- A: G times R, at most 1
    shortage_basis, -- what the rate rests on
    shortage_rate, -- share of attempts that end unfilled @min(0) @max(1)
    shortage_rate_low, -- 95 pct interval, lower end @min(0) @max(1)
    shortage_rate_high, -- 95 pct interval, upper end @min(0) @max(1)
    p_shortage, -- probability that the rate reaches the threshold @min(0) @max(1)
    in_shortage -- do employers fail to recruit?
from shortage.regional_rate
union all
select
    period,
    'DK',
    occupation_id,
    answers,
    unfilled,
    answers,
    null,
    null,
    null,
    case when shortage_rate is not null then 'national' end,
    shortage_rate,
    case when low < 0 then 0 else low end,
    case when high > 1 then 1 else high end,
    case
        when distance is not null then 1 - {{ normal_cdf('distance') }}
        when in_shortage then 1
        when not in_shortage then 0
    end,
    in_shortage
from national_decided
