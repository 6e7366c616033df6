-- The cohort: one row per half-year, title, person and region. A person with several
-- job targets is in several cohorts; several records of one target count once.
-- @key(period, occupation_id, person_id, region_id)
select distinct
    person.period, -- half-year
    target.occupation_id, -- title that the person can work in
    person.person_id, -- the person @person
    person.region_id, -- where the person is unemployed
    person.has_left -- has left unemployment three months later
from supply.unemployed_person as person
inner join input.job_target as target
    on person.person_id = target.person_id
    and target.start_date <= person.reference_date
    and (
        target.end_date is null
        or target.end_date > person.reference_date
    )
