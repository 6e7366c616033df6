-- The country's counts lie between its largest region's and the sum of its regions':
-- a person counts in every region, and once in the country.
-- @materialize(check)
with regional as (
    select
        period,
        occupation_id,
        max(unemployed) as largest,
        sum(unemployed) as together
    from supply.unemployed
    where region_id <> 'DK'
    group by period, occupation_id
)

select
    country.period, -- half-year
    country.occupation_id, -- title
    country.unemployed, -- in the country
    regional.largest, -- in the region that has most
    regional.together -- in all regions, one by one
from supply.unemployed as country
inner join regional
    on country.period = regional.period
    and country.occupation_id = regional.occupation_id
where country.region_id = 'DK'
    and country.unemployed not between regional.largest and regional.together
