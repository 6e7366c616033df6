-- Recruitment partnerships between municipalities, one row per partnership and
-- municipality.
-- @optional
-- @without(the overview for the recruitment partnerships)
-- @key(partnership_id, municipality)
select
    cast(partnership_id as text) as partnership_id, -- the partnership
    cast(name_da as text) as name_da, -- its name in Danish
    cast(municipality as bigint) as municipality, -- official number of a municipality in it
    cast(region_id as text) as region_id -- the region that the municipality lies in @references(input.region.region_id)
from file.partnership
