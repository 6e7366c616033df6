-- All that is known of a title in a region: one row per half-year, region and title.
-- Answers are counted raw, for the rules on 1 and on 30 of them, and as the model uses
-- them: the effective number, with what earlier answers still count.
-- @key(period, region_id, occupation_id)
-- @rows(= reference.cell)
-- @rule(answers <= answers_national; the country has no fewer answers than a region)
with joined as (
    select
        prospects.period,
        prospects.region_id,
        prospects.occupation_id,
        prospects.unemployed_figure as unemployed,
        prospects.full_time_employees,
        recruitment.attempts,
        recruitment.hires,
        recruitment.advertised_hires,
        coalesce(answers.answers, 0) as answers,
        coalesce(answers.effective_answers, 0) as effective_answers,
        coalesce(answers.unfilled, 0) as unfilled,
        coalesce(carried.answers, 0) as carried_answers,
        coalesce(carried.unfilled, 0) as carried_unfilled
    from supply.prospects as prospects
    left join input.recruitment as recruitment
        on prospects.period = recruitment.period
        and prospects.region_id = recruitment.region_id
        and prospects.occupation_id = recruitment.occupation_id
    left join shortage.answers as answers
        on prospects.period = answers.period
        and prospects.region_id = answers.region_id
        and prospects.occupation_id = answers.occupation_id
    left join shortage.carried_answers as carried
        on prospects.period = carried.period
        and prospects.region_id = carried.region_id
        and prospects.occupation_id = carried.occupation_id
    where prospects.region_id <> 'DK'
),

used as (
    select
        *,
        effective_answers + carried_answers as model_answers,
        unfilled + carried_unfilled as model_unfilled
    from joined
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    unemployed, -- job-ready persons with the title as job target, or what stands in for them
    full_time_employees, -- employees, in full-time equivalents
    attempts, -- recruitment attempts
    hires, -- recruitments that succeeded
    advertised_hires, -- of these, through a job advert
    answers, -- answers in the region, counted raw @not_null @min(0)
    effective_answers, -- as many as count @not_null
    unfilled, -- of the effective answers, those that ended unfilled @not_null
    model_answers, -- effective answers with those carried from earlier half-years
    model_unfilled, -- of these, ended unfilled
    cast(sum(answers) over title as bigint)
        as answers_national, -- answers in the country, counted raw @not_null @min(0)
    {{ exact_sum('effective_answers', over='title') }}
        as effective_national, -- as many as count
    {{ exact_sum('unfilled', over='title') }}
        as unfilled_national, -- of these, ended unfilled @not_null @min(0)
    {{ sum_of_others('answers + carried_answers', 'title') }}
        as answers_elsewhere, -- in the other regions, counted raw, with those carried
    {{ sum_of_others('model_answers', 'title') }}
        as model_answers_elsewhere, -- in the other regions, as the model uses them
    {{ sum_of_others('model_unfilled', 'title') }}
        as model_unfilled_elsewhere -- of these, ended unfilled
from used
window title as (partition by period, occupation_id)
