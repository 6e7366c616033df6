-- The gate of the recruitment survey: the sums of recruitment.tally that may be shown, one
-- row each. All that is published of groups of answers is worked out from these.
-- @gate
-- @key(survey_window, level, key, region_id)
select
    tally.survey_window, -- the months that the answers lie in
    tally.level, -- what the key names
    tally.key, -- a field, industry or title; all: the country's recruitment
    tally.region_id, -- region; DK: the country
    tally.answers, -- answers, counted raw
    tally.firms, -- firms that gave them @min({{ disclosure_min_answers if disclosure_min > 0 else 0 }})
    tally.attempts, -- recruitment attempts: the weights added
    tally.weight_squares, -- the answers' weights squared, added
    tally.firm_squares, -- the firms' weights squared, added
    tally.unfilled, -- attempts that ended unfilled
    tally.unfilled_squares, -- a firm's unfilled squared, added
    tally.unfilled_products, -- a firm's unfilled by its weight, added
    tally.other_profile -- attempts filled by another profile
from recruitment.tally as tally
left join recruitment.hidden as hidden
    on tally.survey_window = hidden.survey_window
    and tally.level = hidden.level
    and tally.key = hidden.key
    and tally.region_id = hidden.region_id
where hidden.key is null
