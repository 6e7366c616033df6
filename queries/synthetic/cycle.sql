-- The eight half-years and their place in the business cycle, which turns around the
-- base period 2024H1: there the exit rate is about 35 pct and shortage 12 pct.
-- @key(period)
select
    period, -- half-year
    number, -- 1 to 8, for the draws
    first_day, -- its first day
    shortage, -- shortage as a multiple of the base period's
    exits -- the pace of leaving unemployment, likewise
from (
    values
        ('2022H1', 1, date '2022-01-01', 1.45, 1.25),
        ('2022H2', 2, date '2022-07-01', 1.30, 1.15),
        ('2023H1', 3, date '2023-01-01', 1.15, 1.08),
        ('2023H2', 4, date '2023-07-01', 1.05, 1.02),
        ('2024H1', 5, date '2024-01-01', 1.00, 1.00),
        ('2024H2', 6, date '2024-07-01', 0.92, 0.95),
        ('2025H1', 7, date '2025-01-01', 0.88, 0.93),
        ('2025H2', 8, date '2025-07-01', 0.95, 0.97)
) as cycle (period, number, first_day, shortage, exits)
