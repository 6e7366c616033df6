-- The truth that the survey samples: one row per half-year, region and title. It is
-- written beside the inputs and never read by a build.
-- @write(truth/shortage_rate.parquet)
-- @key(period, region_id, occupation_id)
select
    cycle.period, -- half-year
    cell.region_id, -- region
    cell.occupation_id, -- title
    round(
        least(
            0.083 * cycle.shortage * exp(
                0.36 * nature.tightness
                + 0.72 * nature.stubbornness
                + 0.30 * cell.tightness_deviation
                + 0.08 * {{ draw_normal('cell.key', 200) }}
                + 0.05 * {{ draw_normal('cell.key * 10 + cycle.number', 210) }}
            ),
            0.8
        ),
        6
    ) as shortage_rate -- share of recruitment attempts that end unfilled
from synthetic.cell as cell
inner join synthetic.nature as nature
    on cell.occupation_id = nature.occupation_id
cross join synthetic.cycle as cycle
