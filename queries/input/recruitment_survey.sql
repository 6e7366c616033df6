-- Answers to the recruitment survey, one row per recruitment attempt asked about.
-- @optional
-- @without(the employers' own answers, and with them the shortage rates and what is read
--   of the survey itself)
-- @key(answer_id)
-- @rule(regexp_full_match(period, '[0-9]{4}H[12]'); period must look like 2025H1)
-- @rule(weight > 0; weight must be above 0)
-- @rule(positions > 0; positions must be above 0)
-- @rule(formal_education is null or outcome <> 'unfilled';
--   formal_education is of the person hired, and nobody was)
-- @rule(limit_kind is null or production_limit; limit_kind needs a production_limit)
select
    cast(answer_id as bigint) as answer_id, -- the answer
    cast(period as text) as period, -- half-year
    cast(region_id as text) as region_id, -- region of the workplace @references(input.region.region_id)
    cast(occupation_id as text) as occupation_id, -- the title @references(input.occupation.occupation_id)
    cast(outcome as text) as outcome, -- how the attempt ended @in(filled, filled_other_profile, unfilled)
    cast(weight as double) as weight, -- attempts that the answer stands for; none: made from recruitment @optional
    cast(positions as double) as positions, -- positions in the advert; none: 1 @optional
    cast(answered_on as date) as answered_on, -- day of the answer @optional
    cast(firm_id as bigint) as firm_id, -- the firm that answered; none: each answer counts as one @optional @firm
    cast(industry as text) as industry, -- the firm's DB07 code, of which two digits are read @optional
    cast(sector as text) as sector, -- the firm's @optional @in(private, public)
    cast(formal_education as text) as formal_education, -- the education needed, of the person hired @optional @in(present, missing, not_required)
    cast(production_limit as boolean) as production_limit, -- did the firm produce less for it? none: not asked @optional
    cast(limit_kind as text) as limit_kind -- how it produced less @optional @in(lost_orders, tasks_undone, other)
from file.recruitment_survey
