-- Answers to the recruitment survey, one row per recruitment attempt asked about.
-- @optional
-- @without(the employers' own answers, and with them the shortage rates)
-- @key(answer_id)
-- @rule(regexp_full_match(period, '[0-9]{4}H[12]'); period must look like 2025H1)
-- @rule(weight > 0; weight must be above 0)
select
    cast(answer_id as bigint) as answer_id, -- the answer
    cast(period as text) as period, -- half-year
    cast(region_id as text) as region_id, -- region of the workplace @references(input.region.region_id)
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(outcome as text) as outcome, -- how the attempt ended @in(filled, filled_other_profile, unfilled)
    cast(weight as double) as weight -- what the answer stands for
from file.recruitment_survey
