-- The coefficients of the general model: one row per half-year and term.
-- @publish
-- @key(period, term)
select
    period, -- half-year @references(reference.period.period)
    term, -- the predictor, or intercept
    {{ published('estimate', 'estimate') }}
        as estimate, -- the coefficient, on the scale of the logarithm
    {{ published('std_error', 'estimate') }}
        as std_error -- its standard error, scaled by Pearson's χ² by degrees of freedom
from shortage.general_fit
where term = other_term
