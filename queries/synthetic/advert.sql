-- Job adverts of the forty largest titles: one row per month, region and title.
-- @write(advert.parquet)
-- @key(month, region_id, occupation_id)
with large as (
    select occupation_id
    from synthetic.nature
    order by employees desc, number
    limit 40
),

monthly as (
    select
        cast(cycle.first_day + to_months(months.number) as date) as month,
        recruitment.region_id,
        recruitment.occupation_id,
        recruitment.attempts / 6 * nature.advertising_share as expected,
        (cell.key * 10 + cycle.number) * 10 + months.number as key
    from large
    inner join synthetic.recruitment as recruitment
        on large.occupation_id = recruitment.occupation_id
    inner join synthetic.cycle as cycle on recruitment.period = cycle.period
    inner join synthetic.nature as nature
        on recruitment.occupation_id = nature.occupation_id
    inner join synthetic.cell as cell
        on recruitment.region_id = cell.region_id
        and recruitment.occupation_id = cell.occupation_id
    cross join generate_series(0, 6) as months (number)
    where months.number < 6 or cycle.period = '2025H2'
)

select
    month, -- first day of the month
    region_id, -- region
    occupation_id, -- title
    floor(expected * exp(0.15 * {{ draw_normal('key', 700) }}) + {{ draw('key', 710) }})
        as adverts -- adverts put up
from monthly
