-- The balance: one row per half-year, region and title, and one for the country
-- (region_id DK). Counts of few persons are left out, and what would give one back
-- (disclosure control). Rates and probabilities are fractions, 0-1.
-- @publish
-- @key(period, region_id, occupation_id)
-- @rows(= balance.undisclosed)
with controlled as (
    select
        cell.*,
        steady.good_prospects_steady,
        steady.in_shortage_steady,
        steady.category_steady,
        tendency.predicted_rate,
        tendency.prediction_weight,
        tendency.answers_elsewhere,
        tendency.worth_elsewhere,
        tendency.rate_elsewhere,
        suppression.unemployed is not null as hides_unemployed,
        suppression.left_within_3_months is not null as hides_left,
        suppression.full_time_employees is not null as hides_employees,
        suppression.unemployment_ratio is not null as hides_ratio,
        suppression.supply_basis is not null as hides_basis,
        suppression.good_prospects is not null as hides_prospects,
        suppression.regional_tendency is not null as hides_tendency,
        suppression.regional_tendency is not null
        and cell.shortage_basis is distinct from '1' as hides_rate
    from balance.undisclosed as cell
    inner join balance.suppression as suppression
        on cell.period = suppression.period
        and cell.region_id = suppression.region_id
        and cell.occupation_id = suppression.occupation_id
    inner join balance.steady_category as steady
        on cell.period = steady.period
        and cell.region_id = steady.region_id
        and cell.occupation_id = steady.occupation_id
    left join shortage.general_tendency as tendency
        on cell.period = tendency.period
        and cell.region_id = tendency.region_id
        and cell.occupation_id = tendency.occupation_id
)

select
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    occupation_id, -- title @references(reference.occupation.occupation_id)
    case when not hides_unemployed then unemployed end
        as unemployed, -- job-ready persons with the title as job target
    case when not hides_left then left_within_3_months end
        as left_within_3_months, -- of these, left within three months
    case when not hides_left then exit_rate end
        as exit_rate, -- share that left, 0-1 @min(0) @max(1)
    case when not hides_employees then full_time_employees end
        as full_time_employees, -- employees, in full-time equivalents
    case when not hides_ratio then unemployment_ratio end
        as unemployment_ratio, -- unemployed per employee, 0.1 is 10 pct
    case when not hides_basis then supply_basis end
        as supply_basis, -- exit_rate or unemployment_ratio, what decides
    case when not hides_prospects then good_prospects end
        as good_prospects, -- can the unemployed find work?
    answers, -- survey answers
    answers_national, -- answers in the country
    general_tendency, -- G: the title's shortage rate outside the region, 0-1
    case when not hides_tendency then regional_tendency end
        as regional_tendency, -- R: the region's deviation, a factor
    case when not hides_rate then shortage_rate end
        as shortage_rate, -- share of recruitment attempts that end unfilled, 0-1 @min(0) @max(1)
    shortage_basis, -- 1 to 6 or national, what the rate rests on @references(reference.basis.shortage_basis)
    case when not hides_rate then shortage_rate_low end
        as shortage_rate_low, -- its 95 pct interval, lower end, 0-1
    case when not hides_rate then shortage_rate_high end
        as shortage_rate_high, -- its 95 pct interval, upper end, 0-1
    case when not hides_rate then p_shortage end
        as p_shortage, -- probability, 0-1, that the rate reaches the threshold
    case when not hides_left then exit_rate_low end
        as exit_rate_low, -- 95 pct interval of the exit rate, lower end, 0-1
    case when not hides_left then exit_rate_high end
        as exit_rate_high, -- 95 pct interval of the exit rate, upper end, 0-1
    case when not hides_left then p_good_prospects end
        as p_good_prospects, -- probability, 0-1, that the exit rate reaches its threshold
    in_shortage, -- do employers fail to recruit?
    case when not hides_prospects then category end
        as category, -- good, poor, shortage or paradox @references(reference.category.category)
    case when not hides_left and not hides_rate then p_category end
        as p_category, -- probability of the category, 0-1, the sides independent
    case when not hides_prospects then category_steady end
        as category_steady, -- the category that changes only when it is likely to have @references(reference.category.category)
    case when not hides_prospects then good_prospects_steady end
        as good_prospects_steady, -- its supply side
    in_shortage_steady, -- its demand side
    case when not hides_left then exit_rate_expected end
        as exit_rate_expected, -- exit rate expected from other regions and titles, 0-1
    case when not hides_left then exit_prior_weight end
        as exit_prior_weight, -- what that is worth, in unemployed
    case when not hides_left then exit_rate_estimate end
        as exit_rate_estimate, -- exit rate, by that and the region's own unemployed, 0-1
    effective_answers, -- survey answers, as many as count; fewer where weights differ
    unfilled, -- of these, ended unfilled
    predicted_rate, -- shortage rate expected of the title before its answers, 0-1
    prediction_weight, -- what that is worth for G, in answers
    answers_elsewhere, -- answers in the other regions
    worth_elsewhere, -- what they are worth for G, in answers
    rate_elsewhere, -- their shortage rate, each region by that worth, 0-1
    case when not hides_tendency then adjusted_rate end
        as adjusted_rate, -- A: G times R, within the model's bounds, 0-1
    case when not hides_rate then prior_weight end
        as prior_weight, -- what A is worth for the rate, in answers
    answers_used, -- the region's answers in the rate
    unfilled_used -- of these, ended unfilled
from controlled
