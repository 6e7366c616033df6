-- Recruitment, one row per half-year, region and title.
-- @optional
-- @without(the indicators of advertising and recruitment, the model's predictions, national shortage rates)
-- @key(period, region_id, occupation_id)
-- @rule(regexp_full_match(period, '[0-9]{4}H[12]'); period must look like 2025H1)
-- @rule(advertised_hires is null or hires is not null; advertised_hires needs hires)
-- @rule(advertised_hires <= hires; advertised_hires must not exceed hires)
select
    cast(period as text) as period, -- half-year
    cast(region_id as text) as region_id, -- region of the workplace @references(input.region.region_id)
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(attempts as double) as attempts, -- recruitment attempts @min(0)
    cast(hires as double) as hires, -- recruitments that succeeded @min(0) @optional
    cast(advertised_hires as double) as advertised_hires -- of these, through a job advert @min(0) @optional
from file.recruitment
