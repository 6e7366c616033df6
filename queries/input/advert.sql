-- Job adverts, one row per month, region and title.
-- @optional
-- @without(the change in job adverts since the newest half-year)
-- @key(month, region_id, occupation_id)
-- @rule(day(month) = 1; month must be the first day of a month)
select
    cast(month as date) as month, -- first day of the month
    cast(region_id as text) as region_id, -- region of the workplace @references(input.region.region_id)
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(adverts as double) as adverts -- adverts put up in the month @min(0)
from file.advert
