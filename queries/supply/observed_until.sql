-- The last day on which the register of unemployment is taken to be complete: one row.
-- Later exits would be missing, and those who left seem to stay.
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
    coalesce({{ observed_until }}, quantile_disc(day, 0.999))
        as observed_until -- the parameter, or the day that 99.9 pct of dates do not exceed
from day
