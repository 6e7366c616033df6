-- The last day on which the register of unemployment is taken to be complete: one row.
-- Later exits would be missing, and those who left seem to stay.
-- @key(observed_until)
with dated as (
    select start_date as day
    from input.unemployment_spell
    union all
    select end_date
    from input.unemployment_spell
    where end_date is not null
),

counted as (
    select day, count(*) as dates
    from dated
    group by day
),

-- a day and the share of dates up to it, in thousandths
reached as (
    select
        day,
        1000 * sum(dates) over (order by day) / sum(dates) over () as reached
    from counted
)

select
    coalesce({{ observed_until }}, min(day) filter (where reached >= 999))
        as observed_until -- the parameter, or the day that 99.9 pct of dates do not exceed
from reached
