-- The regional tendency R and the adjusted rate A: one row per half-year, region and
-- title. Source: STAR (2025), Prædiktionsdel; the bound on R is a choice.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
-- @rule(regional_tendency <= {{ regional_bound }} * (1 + 1e-9); R within its bound)
-- @rule(regional_tendency * {{ regional_bound }} >= 1 - 1e-9; R within its bound)
with coefficient as (
    select
        period,
        max(
            case
                when term = 'log_unemployment_ratio_deviation' then estimate
            end
        ) as log_unemployment_ratio_deviation,
        max(case when term = 'advertising_share_deviation' then estimate end)
            as advertising_share_deviation
    from shortage.regional_coefficient
    group by period
),

score as (
    select
        indicator.period,
        indicator.region_id,
        indicator.occupation_id,
        coalesce(
            coefficient.log_unemployment_ratio_deviation
            * indicator.log_unemployment_ratio_deviation
            + coefficient.advertising_share_deviation
            * indicator.advertising_share_deviation,
            0
        ) as linear_predictor
    from shortage.indicator as indicator
    left join coefficient on indicator.period = coefficient.period
),

bounded as (
    select
        period,
        region_id,
        occupation_id,
        exp(
            greatest(
                least(linear_predictor, ln({{ regional_bound }})),
                -ln({{ regional_bound }})
            )
        ) as regional_tendency
    from score
)

select
    bounded.period, -- half-year
    bounded.region_id, -- region
    bounded.occupation_id, -- title
    tendency.general_tendency, -- G: the title's shortage outside the region
    bounded.regional_tendency, -- R: the region's deviation, a factor @not_null
    case
        when tendency.general_tendency is not null
            then least(
                tendency.general_tendency * bounded.regional_tendency, 1
            )
    end as adjusted_rate -- A: G times R, at most 1 @min(0) @max(1)
from bounded
inner join shortage.general_tendency as tendency
    on bounded.period = tendency.period
    and bounded.region_id = tendency.region_id
    and bounded.occupation_id = tendency.occupation_id
