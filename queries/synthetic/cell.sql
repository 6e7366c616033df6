-- Every title in every region: one row per region and title, what does not change
-- from one half-year to the next.
-- @key(region_id, occupation_id)
with cell as (
    select
        region.region_id,
        nature.occupation_id,
        region.number as region_number,
        nature.number as occupation_number,
        nature.number * 10 + region.number as key,
        region.share,
        nature.employees,
        nature.is_partial
    from synthetic.nature as nature
    cross join synthetic.region as region
),

weighted as (
    select
        *,
        share * exp(0.35 * {{ draw_normal('key', 100) }})
            * case
                when is_partial
                    and {{ draw('key', 110) }} < 0.35
                    then 0
                else 1
            end as weight,
        0.5 * {{ draw_normal('key', 120) }} as tightness_deviation
    from cell
)

select
    region_id, -- region
    occupation_id, -- title
    region_number, -- the region's number
    occupation_number, -- the title's number
    key, -- number of the cell, for the draws
    employees * weight / greatest(
        sum(weight) over (
            partition by occupation_id order by region_number
            rows between unbounded preceding and unbounded following
        ),
        0.05
    ) as employees, -- in full-time equivalents, before rounding
    tightness_deviation -- how much scarcer such people are here
from weighted
