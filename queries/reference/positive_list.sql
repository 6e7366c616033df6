-- The positive lists that are kept, one row each: which titles a rule would put on a list
-- of shortage, and for how long. The documents name such lists and give no rules: choice.
-- @publish
-- @key(list_id)
-- @rule(half_years_to_enter >= 1 and half_years_to_leave >= 1; a list moves by half-years)
select
    list_id, -- the list
    name_da, -- its name in Danish
    name_en, -- its name in English
    level, -- national: of the country; regional: of each region @in(national, regional)
    counts_shortage, -- shortage puts a title on the list
    counts_paradox, -- a paradox does
    uses, -- column of balance.assessment that is read @in(category, category_steady)
    half_years_to_enter, -- in a row that a title has to qualify to enter
    half_years_to_leave, -- in a row that it has to miss to leave
    least_p_shortage -- a title qualifies from this probability of shortage on @min(0) @max(1)
from (
    values
        (
            'national', 'National positivliste', 'National positive list', 'national',
            true, false, 'category', 1, 1, 0e0
        ),
        (
            'steady', 'National positivliste, rolig', 'National positive list, steady',
            'national', true, false, 'category_steady', 1, 1, 0e0
        ),
        (
            'regional', 'Regional positivliste', 'Regional positive list', 'regional',
            true, false, 'category', 1, 1, 0e0
        )
) as positive_list (
    list_id, name_da, name_en, level, counts_shortage, counts_paradox, uses,
    half_years_to_enter, half_years_to_leave, least_p_shortage
)
