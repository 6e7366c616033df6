-- The half-years that occur in employment, recruitment or the survey, one row each.
-- @publish
-- @key(period)
with mentioned as (
    select period from input.employment
    union
    select period from input.recruitment
    union
    select period from input.recruitment_survey
),

dated as (
    select
        period,
        cast(
            concat(
                substr(period, 1, 4),
                case when period like '%H1' then '-04-01' else '-10-01' end
            ) as date
        ) as reference_date
    from mentioned
)

select
    period, -- half-year, such as 2025H1
    reference_date, -- the day whose unemployed are followed
    cast(reference_date + interval 3 month as date)
        as follow_up_date, -- three months later: who has left by then?
    concat(
        substr(period, 6, 1), '. halvår ', substr(period, 1, 4)
    ) as label_da, -- the half-year in Danish
    concat(
        'Half-year ', substr(period, 6, 1), ', ', substr(period, 1, 4)
    ) as label_en, -- the half-year in English
    concat(
        substr(period, 1, 4), '-S', substr(period, 6, 1)
    ) as sdmx_period, -- the half-year as SDMX writes it, such as 2025-S1
    row_number() over (order by period) as sort_order -- oldest first
from dated
