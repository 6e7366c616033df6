-- What those hired with another profile lacked: one row per window, level (country, field,
-- occupation), key and qualification, in the country. A person may lack several, so the
-- percents add to more than 100. Not what fewer firms than disclosure_min_answers say.
-- Source: STAR, Manglende kvalifikationer hos de ansatte medarbejdere.
-- @publish
-- @key(survey_window, level, key, qualification)
-- @rule(percent_of_filled <= percent + 1e-9; other profiles are some of those filled)
with hire as (
    select
        answer.answer_id,
        answer.survey_window,
        answer.field_da,
        answer.occupation_id,
        answer.firm_id,
        answer.is_other_profile,
        answer.weight
    from recruitment.answer as answer
    where answer.outcome <> 'unfilled'
),

filled as (
    select
        survey_window,
        case
            when grouping(occupation_id) = 0 then 'occupation'
            when grouping(field_da) = 0 then 'field'
            else 'country'
        end as level,
        coalesce(occupation_id, field_da, 'all') as key,
        {{ amount_sum('weight') }} as filled,
        {{ amount_sum('weight * is_other_profile') }} as other_profile
    from hire
    group by grouping sets (
        (survey_window), (survey_window, field_da), (survey_window, occupation_id)
    )
),

lacking as (
    select
        hire.survey_window,
        case
            when grouping(hire.occupation_id) = 0 then 'occupation'
            when grouping(hire.field_da) = 0 then 'field'
            else 'country'
        end as level,
        coalesce(hire.occupation_id, hire.field_da, 'all') as key,
        gap.qualification,
        count(distinct hire.firm_id) + count(*) filter (where hire.firm_id is null)
            as firms,
        {{ amount_sum('hire.weight') }} as hires_lacking
    from hire
    inner join input.recruitment_gap as gap on hire.answer_id = gap.answer_id
    where hire.is_other_profile = 1
    group by grouping sets (
        (hire.survey_window, gap.qualification),
        (hire.survey_window, gap.qualification, hire.field_da),
        (hire.survey_window, gap.qualification, hire.occupation_id)
    )
)

select
    lacking.survey_window, -- the months that the answers lie in
    lacking.level, -- what the key names @in(country, field, occupation)
    lacking.key, -- a field or title; all: all recruitment
    lacking.qualification, -- what was lacking
    round(lacking.hires_lacking, 1) as hires_lacking, -- hires that lack it, grossed up
    round(100 * lacking.hires_lacking / filled.other_profile, 1)
        as percent, -- of those hired with another profile @min(0) @max(100)
    round(100 * lacking.hires_lacking / filled.filled, 1)
        as percent_of_filled, -- of all hired @min(0) @max(100)
    row_number() over (
        partition by lacking.survey_window, lacking.level, lacking.key
        order by lacking.hires_lacking desc, lacking.qualification
    ) as rank -- the most lacking first
from lacking
inner join filled
    on lacking.survey_window = filled.survey_window
    and lacking.level = filled.level
    and lacking.key = filled.key
where lacking.firms >= {{ disclosure_min_answers if disclosure_min > 0 else 0 }}
