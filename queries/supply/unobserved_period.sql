-- The half-years that have no supply side, because their three months end more than 31
-- days after the last day that the register covers: one row each. Were they assessed,
-- nobody would seem to leave.
-- @key(period)
-- @tell(note)
select
    period.period, -- half-year
    concat(
        period.period, ' has no supply side: its three months end on ',
        period.follow_up_date, ', the register on ', observed.observed_until
    ) as note -- what a build says of it
from reference.period as period
cross join supply.observed_until as observed
where period.follow_up_date > observed.observed_until + 31
