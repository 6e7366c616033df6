-- What is expected of a title before its answers are read: one row per half-year and
-- title. Where the title has the three indicators and the model was fitted, that is the
-- model's prediction; else, where it has answers, the half-year's rate of all titles.
-- @key(period, occupation_id)
{% set predictors = [
    'log_unemployment_ratio', 'advertising_share', 'log_recruitment_intensity'
] %}
with known as (
    select
        period,
        occupation_id,
        {{ predictors | join(', ') }}
    from shortage.national_indicator
    where {{ predictors | join(' is not null and ') }} is not null
),

predictor as (
    select period, occupation_id, 'intercept' as term, 1e0 as value
    from known
    {% for predictor in predictors %}
    union all
    select period, occupation_id, '{{ predictor }}', {{ predictor }}
    from known
    {% endfor %}
),

{{ predicted('predictor', 'shortage.general_fit', ['period', 'occupation_id']) }},

half_year as (
    select
        period,
        {{ exact_sum('unfilled_national') }}
        / nullif({{ exact_sum('effective_national') }}, 0) as shortage_rate
    from shortage.national_indicator
    group by period
),

expected as (
    select
        indicator.period,
        indicator.occupation_id,
        indicator.answers_national,
        indicator.effective_national,
        indicator.unfilled_national,
        predicted.log_rate is not null as is_predicted,
        case
            when predicted.log_rate is not null
                then exp(least(predicted.log_rate, 0))
            when indicator.answers_national >= 1 then half_year.shortage_rate
        end as predicted_rate,
        coalesce(predicted.log_rate_error, 0) as log_rate_error
    from shortage.national_indicator as indicator
    inner join half_year on indicator.period = half_year.period
    left join predicted
        on indicator.period = predicted.period
        and indicator.occupation_id = predicted.occupation_id
)

select
    period, -- half-year
    occupation_id, -- title
    answers_national, -- answers in the country, counted raw
    effective_national, -- as many as count
    unfilled_national, -- of these, ended unfilled
    is_predicted, -- by the model; false: the half-year's rate, if anything
    {{ held('predicted_rate', indicator_floor, rate_ceiling) }}
        as predicted_rate, -- shortage rate expected of the title @min(0) @max(1)
    log_rate_error -- standard error of its logarithm @min(0)
from expected
