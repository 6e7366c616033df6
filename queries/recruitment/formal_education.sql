-- Whether those hired have the formal education needed: one row per window, level (country,
-- field, education_level, occupation) and key with answers to it, in the country. Few lack
-- it in two kinds of titles: where the requirement is met (a doctor), and where nothing is
-- required (a cleaner); percent_missing_of_required tells them apart. Source: STAR,
-- Manglende relevant formel uddannelse hos de ansatte medarbejdere.
-- @publish
-- @key(survey_window, level, key)
-- @rule(percent_missing <= percent_missing_of_required + 0.05;
--   those of whom it is required are some of all)
with hire as (
    select
        survey_window,
        field_da,
        education_level,
        occupation_id,
        firm_id,
        weight,
        case when formal_education = 'missing' then weight else 0 end as missing,
        case when formal_education = 'present' then weight else 0 end as present
    from recruitment.answer
    where formal_education is not null
),

added as (
    select
        survey_window,
        case
            when grouping(occupation_id) = 0 then 'occupation'
            when grouping(education_level) = 0 then 'education_level'
            when grouping(field_da) = 0 then 'field'
            else 'country'
        end as level,
        coalesce(occupation_id, education_level, field_da, 'all') as key,
        count(*) as answers,
        count(distinct firm_id) + count(*) filter (where firm_id is null) as firms,
        {{ amount_sum('weight') }} as hires,
        {{ amount_sum('missing') }} as missing,
        {{ amount_sum('present') }} as present
    from hire
    group by grouping sets (
        (survey_window),
        (survey_window, field_da),
        (survey_window, education_level),
        (survey_window, occupation_id)
    )
)

select
    survey_window, -- the months that the answers lie in
    level, -- what the key names @in(country, field, education_level, occupation)
    key, -- a field, level of education or title; all: all recruitment
    answers, -- answers, counted raw
    round(hires, 1) as hires, -- persons hired, grossed up
    case when level <> 'occupation' or answers >= {{ min_answers }} then
            round(100 * missing / hires, 1) end
        as percent_missing, -- of the hired, without the education required @min(0) @max(100)
    case when level <> 'occupation' or answers >= {{ min_answers }} then
            round(100 * (missing + present) / hires, 1) end
        as percent_required, -- of the hired, those of whom one is required @min(0) @max(100)
    case when level <> 'occupation' or answers >= {{ min_answers }} then
            round(100 * missing / nullif(missing + present, 0), 1) end
        as percent_missing_of_required -- of those, without it @min(0) @max(100)
from added
where firms >= {{ disclosure_min_answers if disclosure_min > 0 else 0 }}
