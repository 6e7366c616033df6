-- The recruitment survey's answers as they are read here: one row per answer, with the
-- window it lies in and what it stands for. The input's weights are used as they are,
-- unlike in the balance, where use_survey_weights says so; in a half-year in which any is
-- missing, all are those of recruitment.stratum. Not published.
-- Windows lie end to end back from the end of the newest half-year, so that no two share
-- an answer; an answer lies in the month of answered_on, else in its half-year's last.
-- @key(answer_id)
with half_year as (
    select
        period,
        12 * cast(substr(period, 1, 4) as bigint)
        + case when period like '%H1' then 5 else 11 end as last_month,
        bool_and(weight is not null) as is_weighted
    from input.recruitment_survey
    group by period
),

newest as (
    select max(last_month) as newest_month from half_year
),

counted_back as (
    select
        answer.answer_id,
        half_year.is_weighted,
        cast(
            floor(
                greatest(
                    newest.newest_month - coalesce(
                        12 * year(answer.answered_on) + month(answer.answered_on) - 1,
                        half_year.last_month
                    ), 0
                ) / {{ [survey_window_months, 6] | max }}e0
            ) as bigint
        ) as windows_back
    from input.recruitment_survey as answer
    inner join half_year on answer.period = half_year.period
    cross join newest
),

counted as (
    select distinct
        counted_back.windows_back,
        newest.newest_month
        - {{ [survey_window_months, 6] | max }} * (counted_back.windows_back + 1) + 1
            as from_month,
        newest.newest_month
        - {{ [survey_window_months, 6] | max }} * counted_back.windows_back
            as to_month
    from counted_back
    cross join newest
),

survey_window as (
    select
        windows_back,
        {{ month_name('from_month') }} || '/' || {{ month_name('to_month') }} as name
    from counted
)

select
    answer.answer_id, -- the answer @not_null
    survey_window.name
        as survey_window, -- its first and last month, such as 2024-01/2025-12 @not_null
    answer.period, -- half-year
    answer.region_id, -- region of the workplace
    answer.occupation_id, -- title
    coalesce(occupation.field_da, 'unknown') as field_da, -- occupational field
    coalesce(industry.group_{{ industry_groups }}, 'unknown')
        as industry_group, -- the firm's industry
    coalesce(answer.sector, 'unknown') as sector, -- private or public
    answer.firm_id, -- the firm that answered; NULL: each answer counts as one @firm
    answer.outcome, -- how the attempt ended
    case when answer.outcome = 'unfilled' then 1e0 else 0e0 end
        as is_unfilled, -- 1: nobody was hired
    case when answer.outcome = 'filled_other_profile' then 1e0 else 0e0 end
        as is_other_profile, -- 1: somebody with another profile was
    answer.formal_education, -- the education needed, of the person hired
    coalesce(occupation.education_level, 'unknown')
        as education_level, -- education that the title asks for
    answer.production_limit, -- did the firm produce less for it?
    case
        when counted_back.is_weighted then answer.weight
        else coalesce(answer.positions, 1e0) * stratum.weight
    end as weight, -- recruitment attempts that it stands for @not_null
    counted_back.is_weighted -- the weight is the input's
from input.recruitment_survey as answer
inner join counted_back on answer.answer_id = counted_back.answer_id
inner join survey_window on counted_back.windows_back = survey_window.windows_back
inner join input.occupation as occupation
    on answer.occupation_id = occupation.occupation_id
left join recruitment.stratum as stratum
    on answer.period = stratum.period
    and answer.region_id = stratum.region_id
    and answer.occupation_id = stratum.occupation_id
left join reference.industry as industry
    on substr(answer.industry, 1, 2) = industry.division
