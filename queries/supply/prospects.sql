-- Can the unemployed find work? One row per half-year, region and title, and one for
-- the country (DK). Rates and what they decide are worked out from the figures of the
-- gate, where those that may not be shown are stood in for. Source: STAR (2025), Udbud af
-- arbejdskraft; how sure the exit rate is goes beyond it and decides nothing here.
-- @key(period, region_id, occupation_id)
-- @rows(= supply.shown)
-- @rule(left_within_3_months <= unemployed; no more leave than are unemployed)
-- @rule((supply_basis is null) = (good_prospects is null); what decides gives an answer)
with regional as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        employment.full_time_employees,
        employment.full_time_employees as employees_in_ratio,
        shown.unemployed_figure as unemployed_in_ratio
    from reference.cell as cell
    inner join supply.shown as shown
        on cell.period = shown.period
        and cell.region_id = shown.region_id
        and cell.occupation_id = shown.occupation_id
    left join input.employment as employment
        on cell.period = employment.period
        and cell.region_id = employment.region_id
        and cell.occupation_id = employment.occupation_id
),

-- a ratio of sums, over the regions in which both parts are known
national as (
    select
        period,
        'DK' as region_id,
        occupation_id,
        {{ exact_sum('full_time_employees') }} as full_time_employees,
        {{ exact_sum('employees_in_ratio', where='unemployed_in_ratio is not null') }}
            as employees_in_ratio,
        {{ exact_sum('unemployed_in_ratio', where='employees_in_ratio is not null') }}
            as unemployed_in_ratio
    from regional
    group by period, occupation_id
),

joined as (
    select
        period, region_id, occupation_id,
        full_time_employees, employees_in_ratio, unemployed_in_ratio
    from regional
    union all
    select
        period, region_id, occupation_id,
        full_time_employees, employees_in_ratio, unemployed_in_ratio
    from national
),

rate as (
    select
        joined.period,
        joined.region_id,
        joined.occupation_id,
        shown.unemployed,
        shown.left_within_3_months,
        shown.unemployed_figure,
        case
            when shown.unemployed_figure > 0
                then shown.left_figure / shown.unemployed_figure
        end as exit_rate,
        joined.full_time_employees,
        case
            when joined.employees_in_ratio > 0
                then joined.unemployed_in_ratio / joined.employees_in_ratio
        end as unemployment_ratio
    from joined
    inner join supply.shown as shown
        on joined.period = shown.period
        and joined.region_id = shown.region_id
        and joined.occupation_id = shown.occupation_id
),

based as (
    select
        *,
        case
            when unemployed_figure >= {{ min_unemployed }} and unemployed_figure > 0
                then 'exit_rate'
            when unemployment_ratio is not null then 'unemployment_ratio'
        end as supply_basis
    from rate
),

decided as (
    select
        *,
        case supply_basis
            when 'exit_rate' then {{ reaches('exit_rate', exit_threshold) }}
            when 'unemployment_ratio'
                then not {{ reaches('unemployment_ratio', unemployment_ratio_threshold) }}
        end as good_prospects
    from based
)

select
    decided.period, -- half-year @not_null
    decided.region_id, -- region; DK: the country @not_null
    decided.occupation_id, -- title @not_null
    decided.unemployed, -- job-ready persons with the title as job target; NULL: hidden, or not known
    decided.left_within_3_months, -- of these, left unemployment within three months; NULL likewise
    decided.unemployed_figure, -- the unemployed, or what stands in for them
    decided.exit_rate, -- share that left, 0-1 @min(0) @max(1)
    decided.full_time_employees, -- employees, in full-time equivalents @min(0)
    decided.unemployment_ratio, -- unemployed per employee @min(0)
    decided.supply_basis, -- which of the two decides @in(exit_rate, unemployment_ratio)
    decided.good_prospects, -- can the unemployed find work?
    estimate.expected_rate
        as exit_rate_expected, -- exit rate expected from other regions and titles
    estimate.prior_weight
        as exit_prior_weight, -- what that is worth, in unemployed
    estimate.exit_rate_estimate, -- exit rate, by that and the region's own unemployed
    estimate.exit_rate_low, -- 95 pct interval, lower end
    estimate.exit_rate_high, -- 95 pct interval, upper end
    estimate.p_good_prospects -- probability that the exit rate reaches the threshold
from decided
left join supply.exit_rate_estimate as estimate
    on decided.period = estimate.period
    and decided.region_id = estimate.region_id
    and decided.occupation_id = estimate.occupation_id
