-- What a recruitment partnership can work with: one row per partnership, region it lies in
-- and title in shortage or paradox there. The survey and the unemployed are the region's,
-- for neither knows the municipality. newest_answer, exit_month and the half-year say how
-- old each part is. Source: STAR, Tværkommunale rekrutteringssamarbejder.
-- @publish
-- @key(partnership_id, region_id, occupation_id)
with newest as (
    select max(period) as period
    from balance.assessment
    where category is not null
),

newest_answer as (
    select max(answered_on) as answered_on from input.recruitment_survey
),

partnership as (
    select
        partnership_id,
        region_id,
        max(name_da) as name_da,
        count(*) as municipalities
    from input.partnership
    group by partnership_id, region_id
),

-- the newest month whose unemployed have been followed for three months to the end
exit_rate as (
    select monthly.region_id, monthly.month, monthly.exit_rate
    from supply.exit_rate_monthly as monthly
    inner join (
        select max(exit_month) as month from balance.nowcast
    ) as followed on monthly.month = followed.month
    where monthly.field_da = 'all'
),

outcome as (
    select region_id, key as occupation_id, survey_window, unfilled_share
    from recruitment.outcome
    where level = 'occupation'
        and survey_window = (select max(survey_window) from recruitment.outcome)
),

-- the title's own most frequent three, else those of its field
lacking as (
    select
        level,
        key,
        string_agg(qualification, ', ' order by rank) as qualifications
    from recruitment.missing_qualification
    where rank <= 3
        and survey_window = (
            select max(survey_window) from recruitment.missing_qualification
        )
    group by level, key
)

select
    partnership.partnership_id, -- partnership
    partnership.region_id, -- region that it lies in @references(reference.region.region_id)
    assessment.occupation_id, -- title @references(reference.occupation.occupation_id)
    partnership.name_da, -- name of the partnership in Danish
    partnership.municipalities, -- its municipalities in the region
    assessment.period, -- half-year of the balance @references(reference.period.period)
    assessment.category, -- shortage or paradox, in the region @references(reference.category.category)
    assessment.shortage_rate, -- share of recruitment attempts that end unfilled, 0-1
    outcome.survey_window, -- months of the survey that unfilled_share rests on
    outcome.unfilled_share, -- share unfilled in these, weighted, 0-1; NULL: too few answers
    newest_answer.answered_on as newest_answer, -- day of the survey's newest answer
    coalesce(own.qualifications, of_field.qualifications)
        as missing_qualifications, -- what those hired lack most often, in the country
    own.qualifications is not null
        as qualifications_of_title, -- of the title itself; false: of its field
    substitutes.unemployed
        as substitutes, -- unemployed who name a neighbouring title and not this, rounded
    exit_rate.month as exit_month, -- newest month whose unemployed could be followed
    exit_rate.exit_rate -- share of them who left within three months, all titles, 0-1
from partnership
cross join newest
cross join newest_answer
inner join balance.assessment as assessment
    on newest.period = assessment.period
    and partnership.region_id = assessment.region_id
inner join input.occupation as occupation
    on assessment.occupation_id = occupation.occupation_id
left join outcome
    on assessment.region_id = outcome.region_id
    and assessment.occupation_id = outcome.occupation_id
left join lacking as own
    on own.level = 'occupation' and assessment.occupation_id = own.key
left join lacking as of_field
    on of_field.level = 'field' and occupation.field_da = of_field.key
left join recruitment.substitutes as substitutes
    on assessment.region_id = substitutes.region_id
    and assessment.occupation_id = substitutes.occupation_id
left join exit_rate on assessment.region_id = exit_rate.region_id
where assessment.category in ('shortage', 'paradox')
