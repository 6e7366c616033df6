-- How the coefficients of a model vary together: one row per half-year, model and pair of
-- terms. With it the standard error of any prediction can be worked out.
-- @publish
-- @key(period, model, term, other_term)
with fit as (
    {% for model in ['general', 'regional'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select period, '{{ model }}' as model, term, other_term, covariance
    from shortage.{{ model }}_fit
    {% endfor %}
)

select
    period, -- half-year @references(reference.period.period)
    model, -- which model @in(general, regional)
    term, -- a predictor, or intercept
    other_term, -- another, or the same: then the standard error's square
    {{ published('covariance', 'estimate') }}
        as covariance -- of the two coefficients, scaled by Pearson's χ² by degrees of freedom
from fit
