-- What answers of earlier half-years still count: one row per half-year, region and
-- title with such answers; none where carry_over is 0. An answer counts carry_over after
-- half a year, its square after a year. The unfilled among them are moved to the level
-- of this half-year. A choice of this project.
-- @key(period, region_id, occupation_id)
-- @rule(unfilled <= answers; no more are unfilled than answered)
with half_year as (
    select
        period.period,
        2 * cast(substr(period.period, 1, 4) as bigint)
        + cast(substr(period.period, 6, 1) as bigint) as number,
        {{ exact_sum('answers.unfilled') }}
        / {{ exact_sum('answers.effective_answers') }} as shortage_rate
    from reference.period as period
    left join shortage.answers as answers
        on period.period = answers.period
    group by period.period
),

-- a half-year without answers has no level of its own to move to
passed as (
    select
        later.period,
        answers.region_id,
        answers.occupation_id,
        later.number - earlier.number as half_years,
        answers.effective_answers as answers,
        answers.unfilled * coalesce(
            later.shortage_rate / nullif(earlier.shortage_rate, 0), 1
        ) as unfilled
    from half_year as later
    inner join half_year as earlier
        on later.number > earlier.number
    inner join shortage.answers as answers
        on earlier.period = answers.period
),

weighed as (
    select
        period,
        region_id,
        occupation_id,
        power({{ carry_over }}, half_years) as weight,
        answers,
        unfilled
    from passed
    where {{ carry_over }} > 0
),

summed as (
    select
        period,
        region_id,
        occupation_id,
        {{ exact_sum('weight * answers') }} as answers,
        {{ exact_sum('weight * unfilled') }} as unfilled
    from weighed
    group by period, region_id, occupation_id
)

select
    period, -- half-year in which they count
    region_id, -- region
    occupation_id, -- title
    answers, -- answers that they count as @min(0)
    least(unfilled, 0.95 * answers) as unfilled -- of these, ended unfilled @min(0)
from summed
