-- The last day on which the register of unemployment is taken to be complete: one row.
-- @key(observed_until)
with day as (
    select start_date as day
    from input.unemployment_spell
    union all
    select end_date
    from input.unemployment_spell
    where end_date is not null
)

select
    quantile_disc(day, 0.999)
        as observed_until -- 99.9 pct of all dates do not exceed it
from day
