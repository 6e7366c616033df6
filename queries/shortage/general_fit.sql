-- The general model: what shortage goes with, across titles. One model per half-year,
-- fitted to one row per title with answers and all three indicators; a row is a pair of
-- its terms. Source: STAR (2025), Estimationsdelen; the functional form is a choice.
-- @materialize(poisson, group=period, target=shortage_rate, weight=answers)
-- @key(period, term, other_term)
select
    period, -- half-year @references(reference.period.period)
    unfilled_national / effective_national as shortage_rate, -- the target
    effective_national as answers, -- the weight
    log_unemployment_ratio, -- ln of unemployed per employee
    advertising_share, -- share of hires made through adverts
    log_recruitment_intensity -- ln of attempts per employee
from shortage.national_indicator
where answers_national >= 1
    and log_unemployment_ratio is not null
    and advertising_share is not null
    and log_recruitment_intensity is not null
