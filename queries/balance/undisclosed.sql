-- Both sides together, before disclosure control: one row per half-year, region and
-- title, and one for the country (DK). Not published.
-- Source: STAR (2025), figure 1; the probabilities go beyond it.
-- @key(period, region_id, occupation_id)
-- @rows(= supply.prospects)
-- @rows(= shortage.rate)
-- @rule((category is null) = (good_prospects is null or in_shortage is null);
--   a category needs both sides, and both sides give one)
with joined as (
    select
        prospects.period,
        prospects.region_id,
        prospects.occupation_id,
        prospects.unemployed,
        prospects.left_within_3_months,
        prospects.exit_rate,
        prospects.full_time_employees,
        prospects.unemployment_ratio,
        prospects.supply_basis,
        prospects.good_prospects,
        rate.answers,
        rate.unfilled,
        rate.answers_national,
        rate.general_tendency,
        rate.regional_tendency,
        rate.adjusted_rate,
        rate.shortage_rate,
        rate.shortage_basis,
        rate.shortage_rate_low,
        rate.shortage_rate_high,
        rate.p_shortage,
        rate.in_shortage,
        prospects.left_within_3_months + 0.5e0 as alpha,
        prospects.unemployed - prospects.left_within_3_months + 0.5e0 as beta
    from supply.prospects as prospects
    inner join shortage.rate as rate
        on prospects.period = rate.period
        and prospects.region_id = rate.region_id
        and prospects.occupation_id = rate.occupation_id
),

likely as (
    select
        *,
        case
            when supply_basis = 'exit_rate'
                then 1 - {{ beta_cdf(exit_threshold, 'alpha', 'beta') }}
        end as p_good_prospects
    from joined
)

select
    likely.period, -- half-year
    likely.region_id, -- region; DK: the country
    likely.occupation_id, -- title
    likely.unemployed, -- job-ready persons with the title as job target
    likely.left_within_3_months, -- of these, left within three months
    likely.exit_rate, -- share that left, 0-1
    likely.full_time_employees, -- employees, in full-time equivalents
    likely.unemployment_ratio, -- unemployed per employee
    likely.supply_basis, -- exit_rate or unemployment_ratio, what decides
    likely.good_prospects, -- can the unemployed find work?
    likely.answers, -- survey answers
    likely.unfilled, -- of these, ended unfilled
    likely.answers_national, -- answers in the country
    likely.general_tendency, -- G: the title's shortage outside the region
    likely.regional_tendency, -- R: the region's deviation, a factor
    likely.adjusted_rate, -- A: G times R, at most 1
    likely.shortage_rate, -- share of recruitment attempts that end unfilled
    likely.shortage_basis, -- 1 to 6 or national, what the rate rests on
    likely.shortage_rate_low, -- 95 pct interval, lower end
    likely.shortage_rate_high, -- 95 pct interval, upper end
    likely.p_shortage, -- probability that the rate reaches the threshold
    likely.p_good_prospects, -- probability that the exit rate does @min(0) @max(1)
    likely.in_shortage, -- do employers fail to recruit?
    category.category, -- good, poor, shortage or paradox @references(reference.category.category)
    case when likely.in_shortage then likely.p_shortage
        else 1 - likely.p_shortage end
    * case when likely.good_prospects then likely.p_good_prospects
        else 1 - likely.p_good_prospects end
        as p_category -- of the category, the sides independent @min(0) @max(1)
from likely
left join reference.category as category
    on likely.good_prospects = category.good_prospects
    and likely.in_shortage = category.in_shortage
