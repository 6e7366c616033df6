-- Substitution labour of a partnership: one row per region with a partnership and title in
-- shortage or paradox there, and how many job-ready unemployed of the region name one of its
-- ten nearest neighbours and not the title, each person once. Newest half-year; rounded to
-- whole disclosure_min. Not published by itself.
-- @gate
-- @key(region_id, occupation_id)
with pair as (
    select distinct
        substitution.period,
        substitution.region_id,
        substitution.occupation_id,
        substitution.neighbour_id
    from balance.substitution as substitution
    inner join input.partnership as partnership
        on substitution.region_id = partnership.region_id
),

candidate as (
    select distinct
        pair.period,
        pair.region_id,
        pair.occupation_id,
        cohort.person_id
    from pair
    inner join supply.cohort as cohort
        on pair.period = cohort.period
        and pair.region_id = cohort.region_id
        and pair.neighbour_id = cohort.occupation_id
)

select
    candidate.region_id, -- region with a partnership
    candidate.occupation_id, -- title in shortage or paradox
    {{ rounded('count(*)') }} as unemployed -- who name a neighbour and not the title
from candidate
left join supply.cohort as own
    on candidate.period = own.period
    and candidate.region_id = own.region_id
    and candidate.occupation_id = own.occupation_id
    and candidate.person_id = own.person_id
where own.person_id is null
group by candidate.region_id, candidate.occupation_id
