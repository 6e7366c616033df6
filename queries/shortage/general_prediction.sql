-- The general model's prediction: one row per half-year and title that has the three
-- indicators, in half-years whose model was fitted.
-- @key(period, occupation_id)
with coefficient as (
    select
        period,
        max(case when term = 'intercept' then estimate end) as intercept,
        max(case when term = 'log_unemployment_ratio' then estimate end)
            as log_unemployment_ratio,
        max(case when term = 'advertising_share' then estimate end)
            as advertising_share,
        max(case when term = 'log_recruitment_intensity' then estimate end)
            as log_recruitment_intensity
    from shortage.general_coefficient
    group by period
),

score as (
    select
        indicator.period,
        indicator.occupation_id,
        coefficient.intercept
            + coefficient.log_unemployment_ratio
            * indicator.log_unemployment_ratio
            + coefficient.advertising_share * indicator.advertising_share
            + coefficient.log_recruitment_intensity
            * indicator.log_recruitment_intensity as linear_predictor
    from shortage.national_indicator as indicator
    inner join coefficient on indicator.period = coefficient.period
)

select
    period, -- half-year
    occupation_id, -- title
    exp(least(linear_predictor, 0))
        as predicted_rate -- shortage rate predicted, at most 1 @min(0) @max(1)
from score
where linear_predictor is not null
