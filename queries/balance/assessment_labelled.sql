-- The balance with its labels, for spreadsheets and BI tools without joins: one row
-- per half-year, region and title, and one for the country (region_id DK). Counts of
-- few persons are left out. Rates and probabilities are fractions, 0-1.
-- @materialize(view)
-- @publish
-- @key(period, region_id, occupation_id)
select
    assessment.period, -- half-year
    period.label_da as period_da, -- the half-year in Danish
    period.label_en as period_en, -- the half-year in English
    period.sort_order as period_order, -- oldest first
    period.reference_date, -- the day whose unemployed are followed, for an axis of time
    assessment.region_id, -- region; DK: the country
    region.name_da as region_da, -- the region in Danish
    region.name_en as region_en, -- the region in English
    region.sort_order as region_order, -- the country first
    assessment.occupation_id, -- title
    occupation.title_da as occupation_da, -- the title in Danish
    occupation.title_en as occupation_en, -- the title in English, else in Danish
    occupation.isco08, -- ISCO-08 or DISCO-08 code
    occupation.field_da, -- occupational field in Danish
    occupation.sort_order as occupation_order, -- by title
    assessment.category, -- good, poor, shortage or paradox
    category.label_da as category_da, -- the category in Danish
    category.label_en as category_en, -- the category in English
    category.sort_order as category_order, -- as the documents list them
    assessment.p_category, -- probability of the category, 0-1, the sides independent
    assessment.good_prospects, -- can the unemployed find work?
    assessment.supply_basis, -- exit_rate or unemployment_ratio, what decides
    assessment.unemployed, -- job-ready persons with the title as job target
    assessment.left_within_3_months, -- of these, left within three months
    assessment.exit_rate, -- share that left, 0-1
    assessment.full_time_employees, -- employees, in full-time equivalents
    assessment.unemployment_ratio, -- unemployed per employee, 0.1 is 10 pct
    assessment.p_good_prospects, -- probability, 0-1, that the exit rate reaches its threshold
    assessment.in_shortage, -- do employers fail to recruit?
    assessment.shortage_rate, -- share of recruitment attempts that end unfilled, 0-1
    assessment.shortage_rate_low, -- its 95 pct interval, lower end, 0-1
    assessment.shortage_rate_high, -- its 95 pct interval, upper end, 0-1
    assessment.p_shortage, -- probability, 0-1, that the rate reaches the threshold
    assessment.shortage_basis, -- 1 to 6 or national, what the rate rests on
    basis.label_da as shortage_basis_da, -- what it rests on, in Danish
    basis.label_en as shortage_basis_en, -- what it rests on, in English
    basis.sort_order as shortage_basis_order, -- most answers first
    assessment.answers, -- survey answers
    assessment.unfilled, -- of these, ended unfilled; weighted, where weights are used
    assessment.answers_national, -- answers in the country
    assessment.general_tendency, -- G: the title's shortage rate outside the region, 0-1
    assessment.regional_tendency, -- R: the region's deviation, a factor
    assessment.adjusted_rate, -- A: G times R, within the model's bounds, 0-1
    assessment.exit_rate_low, -- 95 pct interval of the exit rate, lower end, 0-1
    assessment.exit_rate_high, -- 95 pct interval of the exit rate, upper end, 0-1
    assessment.category_steady, -- the category that changes only when it is likely to have
    assessment.good_prospects_steady, -- its supply side
    assessment.in_shortage_steady, -- its demand side
    assessment.exit_rate_expected, -- exit rate expected from other regions and titles, 0-1
    assessment.exit_prior_weight, -- what that is worth, in unemployed
    assessment.exit_rate_estimate, -- exit rate, by that and the region's own unemployed, 0-1
    assessment.effective_answers, -- survey answers, as many as count; fewer where weights differ
    assessment.predicted_rate, -- shortage rate expected of the title before its answers, 0-1
    assessment.prediction_weight, -- what that is worth for G, in answers
    assessment.answers_elsewhere, -- answers in the other regions; NULL: they would tell few employers'
    assessment.worth_elsewhere, -- what they are worth for G, in answers
    assessment.rate_elsewhere, -- their shortage rate, each region by that worth, 0-1
    assessment.prior_weight, -- what A is worth for the rate, in answers; NULL with answers
    assessment.answers_used, -- the region's answers in the rate
    assessment.unfilled_used -- of these, ended unfilled
from balance.assessment as assessment
inner join reference.period as period
    on assessment.period = period.period
inner join reference.region as region
    on assessment.region_id = region.region_id
inner join reference.occupation as occupation
    on assessment.occupation_id = occupation.occupation_id
left join reference.category as category
    on assessment.category = category.category
left join reference.basis as basis
    on assessment.shortage_basis = basis.shortage_basis
