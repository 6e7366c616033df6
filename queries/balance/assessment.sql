-- The balance: one row per half-year, region and title, and one for the country
-- (region_id DK). Counts of few persons, what would give one back and the rates of these
-- are NULL; all else is worked out from what the gate shows in their place (supply.shown).
-- Rates, shares and probabilities are fractions, 0-1, rounded once they have decided. Few
-- employees, and the answers of few employers, are NULL too.
-- @publish
-- @key(period, region_id, occupation_id)
-- @rows(= balance.unrounded)
{% set controls = disclosure_min > 0 %}
with joined as (
    select
        cell.*,
        cell.region_id = 'DK' as is_country,
        steady.good_prospects_steady,
        steady.in_shortage_steady,
        steady.category_steady,
        tendency.predicted_rate,
        tendency.prediction_weight,
        tendency.answers_elsewhere,
        tendency.worth_elsewhere,
        tendency.rate_elsewhere,
    {% if controls %}
        coalesce(cell.full_time_employees < {{ disclosure_min }}, false)
            as has_few_employees,
        cell.answers between 1 and {{ disclosure_min_answers - 1 }} as has_few_answers
    {% else %}
        false as has_few_employees,
        false as has_few_answers
    {% endif %}
    from balance.unrounded as cell
    inner join balance.steady_category as steady
        on cell.period = steady.period
        and cell.region_id = steady.region_id
        and cell.occupation_id = steady.occupation_id
    left join shortage.general_tendency as tendency
        on cell.period = tendency.period
        and cell.region_id = tendency.region_id
        and cell.occupation_id = tendency.occupation_id
),

-- the country less its other regions would give back what one region alone hides
summed as (
    select
        *,
        count(*) filter (where has_few_employees and not is_country) over title = 1
            as employees_give_back,
        count(*) filter (where has_few_answers and not is_country) over title = 1
        or count(*) filter (where has_few_answers and is_country) over title = 1
            as hides_answers_national
    from joined
    window title as (partition by period, occupation_id)
),

controlled as (
    select
        *,
        has_few_employees or (is_country and employees_give_back) as hides_employees,
        has_few_answers or (is_country and hides_answers_national) as hides_answers,
        has_few_answers or hides_answers_national as hides_answers_elsewhere
    from summed
)

select
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    occupation_id, -- title @references(reference.occupation.occupation_id)
    unemployed, -- job-ready persons with the title as job target; NULL: hidden, or not known
    left_within_3_months, -- of these, left within three months; NULL: hidden, or not known
    case when left_within_3_months is not null then {{ published('exit_rate') }} end
        as exit_rate, -- share that left, 0-1; NULL with left_within_3_months @min(0) @max(1)
    case when not hides_employees then full_time_employees end
        as full_time_employees, -- employees, in full-time equivalents; NULL: few, or not known
    case when unemployed is not null and not hides_employees
        then {{ published('unemployment_ratio') }} end
        as unemployment_ratio, -- unemployed per employee, 0.1 is 10 pct; NULL with either
    supply_basis, -- exit_rate or unemployment_ratio, what decides
    good_prospects, -- can the unemployed find work?
    case when not hides_answers then answers end
        as answers, -- survey answers; NULL: of few employers
    case when not hides_answers_national then answers_national end
        as answers_national, -- answers in the country; NULL: they would tell those of few employers
    {{ published('general_tendency') }}
        as general_tendency, -- G: the title's shortage rate outside the region, 0-1
    case when not hides_answers then {{ published('regional_tendency') }} end
        as regional_tendency, -- R: the region's deviation, a factor; NULL with answers
    {{ published('shortage_rate') }}
        as shortage_rate, -- share of recruitment attempts that end unfilled, 0-1 @min(0) @max(1)
    shortage_basis, -- 1 to 6 or national, what the rate rests on @references(reference.basis.shortage_basis)
    {{ published('shortage_rate_low') }}
        as shortage_rate_low, -- its 95 pct interval, lower end, 0-1
    {{ published('shortage_rate_high') }}
        as shortage_rate_high, -- its 95 pct interval, upper end, 0-1
    {{ published('p_shortage', 'probability') }}
        as p_shortage, -- probability, 0-1, that the rate reaches the threshold
    {{ published('exit_rate_low') }}
        as exit_rate_low, -- 95 pct interval of the exit rate, lower end, 0-1
    {{ published('exit_rate_high') }}
        as exit_rate_high, -- 95 pct interval of the exit rate, upper end, 0-1
    {{ published('p_good_prospects', 'probability') }}
        as p_good_prospects, -- probability, 0-1, that the exit rate reaches its threshold
    in_shortage, -- do employers fail to recruit?
    category, -- good, poor, shortage or paradox @references(reference.category.category)
    {{ published('p_category', 'probability') }}
        as p_category, -- probability of the category, 0-1, the sides independent
    category_steady, -- the category that changes only when it is likely to have @references(reference.category.category)
    good_prospects_steady, -- its supply side
    in_shortage_steady, -- its demand side
    {{ published('exit_rate_expected') }}
        as exit_rate_expected, -- exit rate expected from other regions and titles, 0-1
    {{ published('exit_prior_weight', 'estimate') }}
        as exit_prior_weight, -- what that is worth, in unemployed
    {{ published('exit_rate_estimate') }}
        as exit_rate_estimate, -- exit rate, by that and the region's own unemployed, 0-1
    case when not hides_answers then effective_answers end
        as effective_answers, -- survey answers, as many as count; fewer where weights differ
    case when not hides_answers then unfilled end as unfilled, -- of these, ended unfilled
    {{ published('predicted_rate') }}
        as predicted_rate, -- shortage rate expected of the title before its answers, 0-1
    {{ published('prediction_weight', 'estimate') }}
        as prediction_weight, -- what that is worth for G, in answers
    case when not hides_answers_elsewhere then answers_elsewhere end
        as answers_elsewhere, -- answers in the other regions; NULL: they would tell few employers'
    case when not hides_answers_elsewhere
        then {{ published('worth_elsewhere', 'estimate') }} end
        as worth_elsewhere, -- what they are worth for G, in answers
    case when not hides_answers_elsewhere then {{ published('rate_elsewhere') }} end
        as rate_elsewhere, -- their shortage rate, each region by that worth, 0-1
    case when not hides_answers then {{ published('adjusted_rate') }} end
        as adjusted_rate, -- A: G times R, within the model's bounds, 0-1; NULL with answers
    case when not hides_answers then {{ published('prior_weight', 'estimate') }} end
        as prior_weight, -- what A is worth for the rate, in answers; NULL with answers
    case when not hides_answers then answers_used end
        as answers_used, -- the region's answers in the rate
    case when not hides_answers then unfilled_used end
        as unfilled_used -- of these, ended unfilled
from controlled
