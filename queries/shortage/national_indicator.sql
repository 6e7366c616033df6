-- The indicators of shortage in the country: one row per half-year and title.
-- Source: STAR (2025), Estimationsdelen; the smoothing is a choice.
-- @key(period, occupation_id)
with title as (
    select
        period,
        occupation_id,
        max(answers_national) as answers_national,
        max(effective_national) as effective_national,
        max(unfilled_national) as unfilled_national,
        {{ exact_sum(if_known('unemployed', 'full_time_employees')) }}
            as unemployed,
        {{ exact_sum(if_known('full_time_employees', 'unemployed')) }}
            as employees_of_unemployed,
        {{ exact_sum(if_known('attempts', 'full_time_employees')) }} as attempts,
        {{ exact_sum(if_known('full_time_employees', 'attempts')) }}
            as employees_of_attempts,
        {{ exact_sum(if_known('advertised_hires', 'hires')) }}
            as advertised_hires,
        {{ exact_sum(if_known('hires', 'advertised_hires')) }} as hires
    from shortage.cell
    group by period, occupation_id
),

levelled as (
    select
        title.*,
        level.unemployment_ratio as level_unemployment_ratio,
        level.advertising_share as level_advertising_share,
        level.recruitment_intensity as level_recruitment_intensity
    from title
    inner join shortage.title_level as level on title.period = level.period
),

smoothed as (
    select
        *,
        {{ smoothed_ratio(
            'unemployed', 'employees_of_unemployed',
            'level_unemployment_ratio', smoothing_title
        ) }} as unemployment_ratio,
        case
            when hires > 0
                then {{ smoothed_share(
                    'advertised_hires', 'hires',
                    'level_advertising_share', smoothing_hires
                ) }}
        end as advertising_share,
        {{ smoothed_ratio(
            'attempts', 'employees_of_attempts',
            'level_recruitment_intensity', smoothing_title
        ) }} as recruitment_intensity
    from levelled
)

select
    period, -- half-year
    occupation_id, -- title
    answers_national, -- answers in the country, counted raw @not_null @min(0)
    effective_national, -- as many as count
    unfilled_national, -- of these, ended unfilled
    {{ log_ratio('unemployment_ratio') }}
        as log_unemployment_ratio, -- ln of unemployed per employee, smoothed
    advertising_share, -- share of hires made through adverts, smoothed @min(0) @max(1)
    {{ log_ratio('recruitment_intensity') }}
        as log_recruitment_intensity -- ln of attempts per employee, smoothed
from smoothed
