-- The regional shortage rate, its basis and its beta distribution: one row per
-- half-year, region and title. Source: STAR (2025), figure 2; the beta distribution
-- and the weight of the prior are choices.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
-- @rule((shortage_basis is null) = (shortage_rate is null); a rate has its basis)
-- @rule(shortage_rate_low <= shortage_rate_high; an interval has its ends in order)
with based as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        cell.attempts,
        cell.answers,
        cell.unfilled,
        cell.answers_national,
        tendency.general_tendency,
        tendency.regional_tendency,
        tendency.adjusted_rate,
        case
            when cell.answers >= {{ min_answers }} and cell.answers > 0
                then '1'
            when tendency.adjusted_rate is null then null
            when cell.answers >= 1
                then case
                    when cell.answers_national >= {{ min_answers }} then '2'
                    else '3'
                end
            when cell.answers_national >= {{ min_answers }} then '4'
            when cell.answers_national >= 1 then '5'
            else '6'
        end as shortage_basis
    from shortage.cell as cell
    inner join shortage.regional_tendency as tendency
        on cell.period = tendency.period
        and cell.region_id = tendency.region_id
        and cell.occupation_id = tendency.occupation_id
),

distributed as (
    select
        *,
        case
            when shortage_basis = '1' then unfilled / answers
            when shortage_basis in ('2', '3')
                then ({{ prior_answers }} * adjusted_rate + unfilled)
                    / ({{ prior_answers }} + answers)
            when shortage_basis is not null then adjusted_rate
        end as shortage_rate,
        case
            when shortage_basis = '1' then unfilled + 0.5
            when shortage_basis is not null
                then {{ prior_answers }} * adjusted_rate + unfilled
        end as alpha,
        case
            when shortage_basis = '1' then answers - unfilled + 0.5
            when shortage_basis is not null
                then {{ prior_answers }} * (1 - adjusted_rate)
                    + answers - unfilled
        end as beta
    from based
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    attempts, -- recruitment attempts
    answers, -- answers in the region
    unfilled, -- of these, ended unfilled
    answers_national, -- answers in the country
    general_tendency, -- G: the title's shortage outside the region
    regional_tendency, -- R: the region's deviation, a factor
    adjusted_rate, -- A: G times R, at most 1
    shortage_basis, -- what the rate rests on @in(1, 2, 3, 4, 5, 6)
    shortage_rate, -- share of attempts that end unfilled @min(0) @max(1)
    alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1))
        as variance, -- of the rate's beta distribution @min(0) @max(0.25)
    {{ beta_quantile(0.025, 'alpha', 'beta') }}
        as shortage_rate_low, -- 95 pct interval, lower end @min(0) @max(1)
    {{ beta_quantile(0.975, 'alpha', 'beta') }}
        as shortage_rate_high, -- 95 pct interval, upper end @min(0) @max(1)
    case
        when beta <= 0 then 1
        else 1 - {{ beta_cdf(shortage_threshold, 'alpha', 'beta') }}
    end as p_shortage, -- probability that the rate reaches the threshold @min(0) @max(1)
    case
        when shortage_basis = '1' then shortage_rate >= {{ shortage_threshold }}
        else shortage_rate >= {{ shortage_threshold }} - 1e-12
    end as in_shortage -- do employers fail to recruit?
from distributed
