-- The recruitment survey's answers as they are read here: one row per answer, with the
-- window it lies in and what it stands for. The input's weights are used as they are,
-- unlike in the balance, where use_survey_weights says so; in a half-year in which any is
-- missing, all are those of recruitment.stratum. Not published.
-- Windows lie end to end back from the end of the newest half-year, so that no two share
-- an answer; an answer lies in the month of answered_on, else in its half-year's last.
-- @key(answer_id)
with dated as (
    select
        *,
        12 * cast(substr(period, 1, 4) as bigint)
        + case when period like '%H1' then 5 else 11 end as last_month,
        bool_and(weight is not null) over (partition by period) as is_weighted
    from input.recruitment_survey
),

newest as (
    select max(last_month) as newest_month from dated
),

counted_back as (
    select
        dated.*,
        newest.newest_month,
        cast(
            floor(
                greatest(
                    newest.newest_month - coalesce(
                        12 * year(dated.answered_on) + month(dated.answered_on) - 1,
                        dated.last_month
                    ), 0
                ) / {{ [survey_window_months, 6] | max }}e0
            ) as bigint
        ) as windows_back
    from dated
    cross join newest
),

bounded as (
    select
        *,
        newest_month - {{ [survey_window_months, 6] | max }} * (windows_back + 1) + 1
            as from_month,
        newest_month - {{ [survey_window_months, 6] | max }} * windows_back as to_month
    from counted_back
)

select
    bounded.answer_id, -- the answer @not_null
    {{ month_name('from_month') }} || '/' || {{ month_name('to_month') }}
        as survey_window, -- its first and last month, such as 2024-01/2025-12 @not_null
    bounded.period, -- half-year
    bounded.region_id, -- region of the workplace
    bounded.occupation_id, -- title
    coalesce(occupation.field_da, 'unknown') as field_da, -- occupational field
    coalesce(industry.group_{{ industry_groups }}, 'unknown')
        as industry_group, -- the firm's industry
    coalesce(bounded.sector, 'unknown') as sector, -- private or public
    bounded.firm_id, -- the firm that answered; NULL: each answer counts as one @firm
    bounded.outcome, -- how the attempt ended
    case when bounded.outcome = 'unfilled' then 1e0 else 0e0 end
        as is_unfilled, -- 1: nobody was hired
    case when bounded.outcome = 'filled_other_profile' then 1e0 else 0e0 end
        as is_other_profile, -- 1: somebody with another profile was
    bounded.formal_education, -- the education needed, of the person hired
    coalesce(occupation.education_level, 'unknown')
        as education_level, -- education that the title asks for
    bounded.production_limit, -- did the firm produce less for it?
    bounded.answered_on, -- day of the answer
    case
        when bounded.is_weighted then bounded.weight
        else coalesce(bounded.positions, 1e0) * stratum.weight
    end as weight, -- recruitment attempts that it stands for @not_null
    bounded.is_weighted -- the weight is the input's
from bounded
inner join input.occupation as occupation
    on bounded.occupation_id = occupation.occupation_id
inner join recruitment.stratum as stratum
    on bounded.period = stratum.period
    and bounded.region_id = stratum.region_id
    and bounded.occupation_id = stratum.occupation_id
left join reference.industry as industry
    on substr(bounded.industry, 1, 2) = industry.division
