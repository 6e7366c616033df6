{#- What a fitted model predicts: CTEs, the last one named predicted, with the `keys`,
    log_rate (the sum of coefficient times predictor) and log_rate_error (its standard
    error, by the whole covariance of the coefficients). `predictors` has the keys, term
    and value, one row per term of the model; `fit` is a relation that holds a fit. -#}
{%- macro predicted(predictors, fit, keys) -%}
multiplied as (
    select
        {%- for key in keys %}
        one.{{ key }},
        {%- endfor %}
        case when fit.term = fit.other_term then fit.estimate * one.value end
            as summand,
        one.value * other.value * fit.covariance as variance
    from {{ fit }} as fit
    inner join {{ predictors }} as one
        on fit.period = one.period
        and fit.term = one.term
    inner join {{ predictors }} as other
        on fit.other_term = other.term
        {%- for key in keys %}
        and one.{{ key }} = other.{{ key }}
        {%- endfor %}
),

predicted as (
    select
        {{ keys | join(', ') }},
        {{ exact_sum('summand') }} as log_rate,
        sqrt(greatest({{ exact_sum('variance') }}, 0)) as log_rate_error
    from multiplied
    group by {{ keys | join(', ') }}
)
{%- endmacro -%}
