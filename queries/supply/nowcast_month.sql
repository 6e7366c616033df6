-- When the balance is brought up to date, and from what: one row per day `as_of`, the first
-- of a month. The months after the newest half-year's reference date, as far as the register
-- goes; and for trial the reference date of every earlier half-year but the first, as if
-- nothing later were known: neither who left within its own three months nor its survey.
-- Which months there are tells of the register as a whole and counts nobody.
-- @gate
-- @key(as_of)
with observed as (
    select
        period.period,
        period.reference_date,
        lag(period.period) over (order by period.period) as last_period,
        lag(period.reference_date) over (order by period.period) as last_date
    from reference.period as period
    left join supply.unobserved_period as unobserved
        on period.period = unobserved.period
    where unobserved.period is null
),

newest as (
    select period, reference_date
    from observed
    order by period desc
    limit 1
),

later as (
    select
        newest.period as last_period,
        newest.reference_date as last_date,
        cast(newest.reference_date + to_months(months.number) as date) as as_of,
        until.observed_until + {{ nowcast_slack_days }} as known_until
    from newest
    cross join generate_series(1, 24) as months (number)
    cross join supply.observed_until as until
),

-- the newest of their cohorts that has been followed for three months by now
followed as (
    select max(as_of) as day
    from later
    where as_of + interval 3 month <= known_until
)

select
    reference_date as as_of, -- the day
    period as target_period, -- half-year that is tried; NULL: not over yet
    last_period, -- newest half-year known then
    last_date, -- its reference date
    cast(reference_date - interval 3 month as date)
        as cohort_date -- day of the newest cohort that had been followed for three months
from observed
where last_period is not null
union all
select
    later.as_of,
    null as target_period,
    later.last_period,
    later.last_date,
    least(later.as_of, coalesce(followed.day, later.last_date)) as cohort_date
from later
cross join followed
where later.as_of <= later.known_until
