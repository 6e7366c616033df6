-- The coefficients of the regional model: one row per half-year and term.
-- @publish
-- @key(period, term)
select
    period, -- half-year @references(reference.period.period)
    term, -- the predictor
    estimate, -- the coefficient, on the scale of the logarithm
    std_error -- its standard error, scaled by Pearson's χ² by degrees of freedom
from shortage.regional_fit
where term = other_term
