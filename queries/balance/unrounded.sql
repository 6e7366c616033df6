-- Both sides of the balance together, before they are rounded: one row per half-year,
-- region and title, and one for the country (DK). It stands behind the gate of persons
-- (supply.shown); answers of few employers are in it, so it is not published.
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
        prospects.exit_rate_expected,
        prospects.exit_prior_weight,
        prospects.exit_rate_estimate,
        prospects.exit_rate_low,
        prospects.exit_rate_high,
        prospects.p_good_prospects,
        rate.answers,
        rate.effective_answers,
        rate.unfilled,
        rate.answers_national,
        rate.general_tendency,
        rate.regional_tendency,
        rate.adjusted_rate,
        rate.prior_weight,
        rate.answers_used,
        rate.unfilled_used,
        rate.shortage_rate,
        rate.shortage_basis,
        rate.shortage_rate_low,
        rate.shortage_rate_high,
        rate.p_shortage,
        rate.in_shortage
    from supply.prospects as prospects
    inner join shortage.rate as rate
        on prospects.period = rate.period
        and prospects.region_id = rate.region_id
        and prospects.occupation_id = rate.occupation_id
)

select
    joined.period, -- half-year
    joined.region_id, -- region; DK: the country
    joined.occupation_id, -- title
    joined.unemployed, -- job-ready persons with the title as job target
    joined.left_within_3_months, -- of these, left within three months
    joined.exit_rate, -- share that left, 0-1
    joined.full_time_employees, -- employees, in full-time equivalents
    joined.unemployment_ratio, -- unemployed per employee
    joined.supply_basis, -- exit_rate or unemployment_ratio, what decides
    joined.good_prospects, -- can the unemployed find work?
    joined.exit_rate_expected, -- exit rate expected from other regions and titles
    joined.exit_prior_weight, -- what that is worth, in unemployed
    joined.exit_rate_estimate, -- exit rate, by that and the region's own unemployed
    joined.exit_rate_low, -- 95 pct interval, lower end
    joined.exit_rate_high, -- 95 pct interval, upper end
    joined.answers, -- survey answers, counted raw
    joined.effective_answers, -- as many as count
    joined.unfilled, -- of these, ended unfilled
    joined.answers_national, -- answers in the country
    joined.general_tendency, -- G: the title's shortage outside the region
    joined.regional_tendency, -- R: the region's deviation, a factor
    joined.adjusted_rate, -- A: G times R, within the model's bounds
    joined.prior_weight, -- what A is worth, in answers
    joined.answers_used, -- the region's answers in the rate
    joined.unfilled_used, -- of these, ended unfilled
    joined.shortage_rate, -- share of recruitment attempts that end unfilled
    joined.shortage_basis, -- 1 to 6 or national, what the rate rests on
    joined.shortage_rate_low, -- 95 pct interval, lower end
    joined.shortage_rate_high, -- 95 pct interval, upper end
    joined.p_shortage, -- probability that the rate reaches the threshold
    joined.p_good_prospects, -- probability that the exit rate does @min(0) @max(1)
    joined.in_shortage, -- do employers fail to recruit?
    category.category, -- good, poor, shortage or paradox @references(reference.category.category)
    case
        when joined.in_shortage then joined.p_shortage
        when not joined.in_shortage then 1 - joined.p_shortage
    end
    * case
        when joined.good_prospects then joined.p_good_prospects
        when not joined.good_prospects then 1 - joined.p_good_prospects
    end
        as p_category -- of the category, the sides independent @min(0) @max(1)
from joined
left join reference.category as category
    on joined.good_prospects = category.good_prospects
    and joined.in_shortage = category.in_shortage
