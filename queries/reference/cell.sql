-- The grid of the balance: one row per half-year, region (the country left out)
-- and title.
-- @materialize(view)
-- @key(period, region_id, occupation_id)
select
    period.period, -- half-year
    region.region_id, -- region
    occupation.occupation_id -- title
from reference.period as period
cross join input.region as region
cross join input.occupation as occupation
