-- Neighbouring titles, such as the same persons name: one row per title and neighbour that
-- enough job-ready unemployed of the country named on the last four half-years' reference
-- dates; those who can work as the one may be qualified for the other. Each pair
-- has a row both ways. Persons are rounded to whole disclosure_min, similarity is worked out from
-- that. Source: STAR, Tværkommunale rekrutteringssamarbejder, on substitution labour; that
-- job targets tell it is a choice.
-- @gate
-- @publish
-- @key(occupation_id, neighbour_id)
with newest as (
    select distinct period
    from supply.cohort
    order by period desc
    limit 4
),

target as (
    select distinct cohort.person_id, cohort.occupation_id
    from supply.cohort as cohort
    inner join newest on cohort.period = newest.period
),

naming as (
    select occupation_id, count(*) as persons
    from target
    group by occupation_id
),

both_named as (
    select
        target.occupation_id,
        neighbour.occupation_id as neighbour_id,
        count(*) as persons
    from target
    inner join target as neighbour
        on target.person_id = neighbour.person_id
        and target.occupation_id < neighbour.occupation_id
    group by target.occupation_id, neighbour.occupation_id
    having count(*) >= {{ neighbour_persons }}
),

rounded as (
    select
        both_named.occupation_id,
        both_named.neighbour_id,
        {{ rounded('both_named.persons') }} as persons,
        {{ rounded('own.persons + other.persons - both_named.persons') }} as either
    from both_named
    inner join naming as own on both_named.occupation_id = own.occupation_id
    inner join naming as other on both_named.neighbour_id = other.occupation_id
),

both_ways as (
    select occupation_id, neighbour_id, persons, either
    from rounded
    union all
    select
        neighbour_id as occupation_id,
        occupation_id as neighbour_id,
        persons,
        either
    from rounded
)

select
    occupation_id, -- title @references(reference.occupation.occupation_id)
    neighbour_id, -- its neighbour @references(reference.occupation.occupation_id)
    persons, -- who name both, rounded @min(0)
    round(least(persons / cast(either as double), 1), 3)
        as similarity, -- share of those who name either, 0-1 @min(0) @max(1)
    row_number() over (
        partition by occupation_id
        order by persons / cast(either as double) desc, persons desc, neighbour_id
    ) as rank -- the most similar first
from both_ways
