-- The indicators of shortage in the country: one row per half-year and title.
-- Source: STAR (2025), Estimationsdelen.
-- @key(period, occupation_id)
with national as (
    select
        period,
        occupation_id,
        max(answers_national) as answers_national,
        max(unfilled_national) as unfilled_national,
        {{ indicators() }}
    from shortage.cell
    group by period, occupation_id
)

select
    period, -- half-year
    occupation_id, -- title
    answers_national, -- answers in the country @not_null @min(0)
    unfilled_national, -- of these, ended unfilled
    {{ log_ratio('unemployment_ratio') }}
        as log_unemployment_ratio, -- ln of unemployed per employee
    advertising_share, -- share of hires made through adverts @min(0) @max(1)
    {{ log_ratio('recruitment_intensity') }}
        as log_recruitment_intensity -- ln of attempts per employee
from national
