-- The regional shortage rate, its basis and its beta distribution: one row per
-- half-year, region and title. Source: STAR (2025), figure 2; the beta distribution
-- and the weight of the prior are choices: what A is worth is what its own uncertainty
-- and the differences between regions leave of it.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
-- @rule((shortage_basis is null) = (shortage_rate is null); a rate has its basis)
with based as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        cell.attempts,
        cell.answers,
        cell.effective_answers,
        cell.unfilled,
        cell.model_answers,
        cell.model_unfilled,
        cell.answers_national,
        general.general_tendency,
        general.tendency_weight,
        regional.regional_tendency,
        regional.log_regional_error,
        regional.adjusted_rate,
        level.kappa as kappa_region,
        case
            when cell.answers >= {{ min_answers }} and cell.answers > 0
                then '1'
            when regional.adjusted_rate is null then null
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
    inner join shortage.general_tendency as general
        on cell.period = general.period
        and cell.region_id = general.region_id
        and cell.occupation_id = general.occupation_id
    inner join shortage.regional_tendency as regional
        on cell.period = regional.period
        and cell.region_id = regional.region_id
        and cell.occupation_id = regional.occupation_id
    inner join shortage.precision as level
        on cell.period = level.period
        and level.level = 'region'
),

-- how uncertain A is, as a title's rate moved to the region
adjusted as (
    select
        *,
        adjusted_rate * (1 - adjusted_rate) as spread,
        case
            when {{ prior_answers }} > 0 then 0
            else least(
                power(regional_tendency, 2)
                * general_tendency * (1 - general_tendency)
                / (tendency_weight + 1)
                + power(adjusted_rate * log_regional_error, 2),
                0.9 * adjusted_rate * (1 - adjusted_rate)
            )
        end as adjusted_variance
    from based
),

weighed as (
    select
        *,
        case
            when {{ prior_answers }} > 0 then {{ prior_answers }}
            else {{ weight_of(
                'adjusted_rate',
                'least(adjusted_variance + spread / (kappa_region + 1), 0.95 * spread)'
            ) }}
        end as prior_weight
    from adjusted
),

-- the answers that the rate rests on beside A
answered as (
    select
        *,
        case
            when shortage_basis = '1' then effective_answers
            when shortage_basis in ('2', '3') then model_answers
            else 0
        end as n,
        case
            when shortage_basis = '1' then unfilled
            when shortage_basis in ('2', '3') then model_unfilled
            else 0
        end as y
    from weighed
),

distributed as (
    select
        *,
        case
            when shortage_basis = '1' then y / n
            when shortage_basis in ('2', '3')
                then (prior_weight * adjusted_rate + y) / (prior_weight + n)
            when shortage_basis is not null then adjusted_rate
        end as shortage_rate,
        case
            when shortage_basis = '1' then y + 0.5
            when shortage_basis is not null then prior_weight * adjusted_rate + y
        end as alpha,
        case
            when shortage_basis = '1' then n - y + 0.5
            when shortage_basis is not null
                then prior_weight * (1 - adjusted_rate) + n - y
        end as beta
    from answered
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    attempts, -- recruitment attempts
    answers, -- answers in the region, counted raw
    effective_answers, -- as many as count
    unfilled, -- of these, ended unfilled
    answers_national, -- answers in the country
    general_tendency, -- G: the title's shortage outside the region
    regional_tendency, -- R: the region's deviation, a factor
    adjusted_rate, -- A: G times R, within the model's bounds
    prior_weight, -- what A is worth, in answers @min(0)
    n as answers_used, -- the region's answers in the rate @min(0)
    y as unfilled_used, -- of these, ended unfilled
    shortage_basis, -- what the rate rests on @in(1, 2, 3, 4, 5, 6)
    shortage_rate, -- share of attempts that end unfilled @min(0) @max(1)
    alpha, -- first parameter of the rate's beta distribution @min(0)
    beta, -- second parameter; 0: a point at 1 @min(0)
    alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1))
        as variance, -- of that distribution @min(0) @max(0.25)
    case
        when shortage_basis = '1' then 0
        when shortage_basis is not null
            then sqrt(adjusted_variance) * prior_weight / (prior_weight + n)
    end as shared_error -- part of its deviation that regions share through the title
from distributed
