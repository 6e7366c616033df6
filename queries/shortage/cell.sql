-- All that is known of a title in a region: one row per half-year, region and title.
-- @key(period, region_id, occupation_id)
-- @rows(= reference.cell)
-- @rule(answers <= answers_national; the country has no fewer answers than a region)
with national_answers as (
    select
        period,
        occupation_id,
        sum(answers) as answers_national,
        sum(unfilled) as unfilled_national
    from shortage.answers
    group by period, occupation_id
)

select
    prospects.period, -- half-year
    prospects.region_id, -- region
    prospects.occupation_id, -- title
    cast(prospects.unemployed as double)
        as unemployed, -- job-ready persons with the title as job target
    prospects.full_time_employees, -- employees, in full-time equivalents
    recruitment.attempts, -- recruitment attempts
    recruitment.hires, -- recruitments that succeeded
    recruitment.advertised_hires, -- of these, through a job advert
    coalesce(answers.answers, 0) as answers, -- answers in the region @not_null @min(0)
    coalesce(answers.unfilled, 0) as unfilled, -- of these, ended unfilled
    cast(coalesce(national_answers.answers_national, 0) as bigint)
        as answers_national, -- answers in the country @not_null @min(0)
    coalesce(national_answers.unfilled_national, 0)
        as unfilled_national -- of these, ended unfilled @not_null @min(0)
from supply.prospects as prospects
left join input.recruitment as recruitment
    on prospects.period = recruitment.period
    and prospects.region_id = recruitment.region_id
    and prospects.occupation_id = recruitment.occupation_id
left join shortage.answers as answers
    on prospects.period = answers.period
    and prospects.region_id = answers.region_id
    and prospects.occupation_id = answers.occupation_id
left join national_answers
    on prospects.period = national_answers.period
    and prospects.occupation_id = national_answers.occupation_id
where prospects.region_id <> 'DK'
