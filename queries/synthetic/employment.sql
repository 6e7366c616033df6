-- Employees converted to full time: one row per half-year, region and title that has
-- any.
-- @write(employment.parquet)
-- @key(period, region_id, occupation_id)
select
    cycle.period, -- half-year
    cell.region_id, -- region
    cell.occupation_id, -- title
    round(
        cell.employees * (
            1 + 0.004 * cycle.number
            + 0.02 * {{ draw_normal('cell.key * 10 + cycle.number', 300) }}
        ),
        1
    ) as full_time_employees -- employees, in full-time equivalents
from synthetic.cell as cell
cross join synthetic.cycle as cycle
where cell.employees > 0
