-- The weights made here add up to the half-year's recruitment attempts.
-- @materialize(check)
with tried as (
    select period, sum(attempts) as attempts
    from recruitment.stratum
    group by period
),

weighted as (
    select period, sum(weight) as weight
    from recruitment.answer
    where not is_weighted
    group by period
)

select
    tried.period, -- half-year
    tried.attempts, -- recruitment attempts
    weighted.weight -- what the answers stand for together
from tried
inner join weighted on tried.period = weighted.period
where abs(tried.attempts - weighted.weight) > 1e-9 * tried.attempts
