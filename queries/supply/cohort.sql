-- The cohort: one row per half-year, title, person and region. A person with several
-- job targets is in several cohorts; several records of one target count once.
-- @key(period, occupation_id, person_id, region_id)
select distinct
    person.period, -- half-year @not_null
    target.occupation_id, -- title that the person can work in @not_null
    person.person_id, -- the person @person @not_null
    person.region_id, -- where the person is unemployed @not_null
    person.has_left, -- has left unemployment three months later @not_null
    person.counts_in_country -- true in one region of the person @not_null
from supply.unemployed_person as person
inner join input.job_target as target
    on person.person_id = target.person_id
    and target.start_date <= person.reference_date
    and (
        target.end_date is null
        or target.end_date > person.reference_date
    )
