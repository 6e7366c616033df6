-- The coefficients of the regional model: one row per half-year and term.
-- @publish
-- @key(period, term)
select
    period, -- half-year @references(reference.period.period)
    term, -- the predictor
    {{ published('estimate', 'estimate') }}
        as estimate, -- the coefficient, on the scale of the logarithm
    {{ published('std_error', 'estimate') }}
        as std_error -- its standard error, scaled by Pearson's χ² by degrees of freedom
from shortage.regional_fit
where term = other_term
