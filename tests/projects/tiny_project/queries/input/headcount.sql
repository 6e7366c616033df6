-- Persons counted, one row per place and year.
-- @optional
-- @without(everything that is counted)
-- @key(place_id, year)
-- @rule(year >= 1990; year must not lie before 1990)
select
    cast(place_id as text) as place_id, -- the place @references(input.place.place_id)
    cast(year as bigint) as year, -- the year
    cast(persons as bigint) as persons -- persons counted @min(0)
from file.headcount
