-- What the codes of the register DREAM mean here, one row per code. A code with a
-- target group is unemployment in it; one with an exit reason ends a spell so; any
-- other code ends it as other, and spells.unknown_code counts it. To move a code to
-- another group or activity, edit its row in dream_code.csv; to take note of a further
-- code, add it with the exit reason other. Source: VIVE, the jobcentres 2011-2019
-- (Amilon et al.). The benefits of 621, 881 and 998 have the codes that are generally
-- known, not checked against DREAM's own manual.
-- @beside
-- @publish
-- @key(code)
-- @rule(target_group is null or exit_reason is null; a code is a target group's or an exit's)
-- @rule(target_group is null or activity is not null; a target group's code needs an activity)
select
    cast(code as smallint) as code, -- the benefit code of a week @min(1) @max(999)
    cast(target_group as text) as target_group, -- the group of the unemployed @optional @in(unemployment_benefit, activity_ready, job_ready, sickness_benefit)
    cast(activity as text) as activity, -- what goes on under the benefit @optional @in(passive, guidance, ordinary_education, private_firm, public_firm, not_classified)
    cast(exit_reason as text) as exit_reason, -- what a spell ended to that is followed by the code @optional
    cast(benefit_da as text) as benefit_da, -- the benefit, in Danish
    cast(source as text) as source -- where the row is from; choice: not from the report
from file.dream_code
