-- The balance: one row per half-year, region and title, and one for the country
-- (region_id DK). Counts of few persons are left out (disclosure control).
-- Rates and probabilities are fractions, 0-1.
-- @publish
-- @key(period, region_id, occupation_id)
-- @rows(= balance.undisclosed)
with flagged as (
    select
        *,
        unemployed between 1 and {{ disclosure_min }} - 1 as hides_unemployed,
        unemployed between 1 and {{ disclosure_min }} - 1
        or left_within_3_months between 1 and {{ disclosure_min }} - 1
        or unemployed - left_within_3_months
        between 1 and {{ disclosure_min }} - 1 as hides_left
    from balance.undisclosed
),

-- how many of the hidden counts 1, 2, … agree with the prospects that are shown
possible as (
    select
        flagged.period,
        flagged.region_id,
        flagged.occupation_id,
        count(*) as counts_possible
    from flagged
    cross join generate_series(1, {{ disclosure_min }} - 1) as hidden (count)
    where flagged.hides_unemployed
        and flagged.supply_basis = 'unemployment_ratio'
        and (
            hidden.count / flagged.full_time_employees
            < {{ unemployment_ratio_threshold }}
        ) = flagged.good_prospects
    group by flagged.period, flagged.region_id, flagged.occupation_id
)

select
    flagged.period, -- half-year @references(reference.period.period)
    flagged.region_id, -- region; DK: the country @references(reference.region.region_id)
    flagged.occupation_id, -- title @references(reference.occupation.occupation_id)
    case when not flagged.hides_unemployed then flagged.unemployed end
        as unemployed, -- job-ready persons with the title as job target
    case when not flagged.hides_left then flagged.left_within_3_months end
        as left_within_3_months, -- of these, left within three months
    case when not flagged.hides_left then flagged.exit_rate end
        as exit_rate, -- share that left, 0-1 @min(0) @max(1)
    case
        when possible.counts_possible is null or possible.counts_possible > 1
            then flagged.full_time_employees
    end as full_time_employees, -- employees, in full-time equivalents
    case when not flagged.hides_unemployed then flagged.unemployment_ratio end
        as unemployment_ratio, -- unemployed per employee, 0.1 is 10 pct
    flagged.supply_basis, -- exit_rate or unemployment_ratio, what decides
    flagged.good_prospects, -- can the unemployed find work?
    flagged.answers, -- survey answers
    flagged.answers_national, -- answers in the country
    flagged.general_tendency, -- G: the title's shortage rate outside the region, 0-1
    flagged.regional_tendency, -- R: the region's deviation, a factor
    flagged.shortage_rate, -- share of recruitment attempts that end unfilled, 0-1 @min(0) @max(1)
    flagged.shortage_basis, -- 1 to 6 or national, what the rate rests on @references(reference.basis.shortage_basis)
    flagged.shortage_rate_low, -- its 95 pct interval, lower end, 0-1
    flagged.shortage_rate_high, -- its 95 pct interval, upper end, 0-1
    flagged.p_shortage, -- probability, 0-1, that the rate reaches the threshold
    case when not flagged.hides_left then flagged.p_good_prospects end
        as p_good_prospects, -- probability, 0-1, that the exit rate reaches its threshold
    flagged.in_shortage, -- do employers fail to recruit?
    flagged.category, -- good, poor, shortage or paradox @references(reference.category.category)
    case when not flagged.hides_left then flagged.p_category end
        as p_category, -- probability of the category, 0-1, the sides independent
    flagged.unfilled, -- answers that ended unfilled
    flagged.adjusted_rate -- A: G times R, 0-1
from flagged
left join possible
    on flagged.period = possible.period
    and flagged.region_id = possible.region_id
    and flagged.occupation_id = possible.occupation_id
