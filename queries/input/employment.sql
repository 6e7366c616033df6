-- Employees converted to full time, one row per half-year, region and title.
-- @optional
-- @without(full-time employees, unemployment ratio, the indicators and the shortage model's predictions)
-- @key(period, region_id, occupation_id)
-- @rule(regexp_full_match(period, '[0-9]{4}H[12]'); period must look like 2025H1)
select
    cast(period as text) as period, -- half-year
    cast(region_id as text) as region_id, -- region of the workplace @references(input.region.region_id)
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(full_time_employees as double) as full_time_employees -- employees, in full-time equivalents @min(0)
from file.employment
