-- How many unemployed name a neighbour and not the title: one row per region (DK: the
-- country), title in shortage or paradox there and one of its ten nearest neighbours, on
-- the newest half-year's reference date. Rounded to whole disclosure_min, and NULL where the balance hides how
-- many name the neighbour. Not published by itself.
-- @gate
-- @key(region_id, occupation_id, neighbour_id)
with newest as (
    select max(period) as period
    from balance.assessment
    where category is not null
),

pair as (
    select
        title.region_id,
        title.occupation_id,
        neighbour.neighbour_id
    from balance.assessment as title
    inner join newest on title.period = newest.period
    inner join balance.neighbour as neighbour
        on title.occupation_id = neighbour.occupation_id
        and neighbour.rank <= 10
    where title.category in ('shortage', 'paradox')
),

target as (
    select cohort.region_id, cohort.person_id, cohort.occupation_id
    from supply.cohort as cohort
    inner join newest on cohort.period = newest.period
    union all
    select 'DK' as region_id, cohort.person_id, cohort.occupation_id
    from supply.cohort as cohort
    inner join newest on cohort.period = newest.period
    where cohort.counts_in_country
),

both_named as (
    select
        target.region_id,
        pair.occupation_id,
        pair.neighbour_id,
        count(*) as persons
    from target
    inner join pair
        on target.region_id = pair.region_id
        and target.occupation_id = pair.occupation_id
    inner join target as neighbour
        on target.region_id = neighbour.region_id
        and target.person_id = neighbour.person_id
        and pair.neighbour_id = neighbour.occupation_id
    group by target.region_id, pair.occupation_id, pair.neighbour_id
)

select
    named.region_id, -- region; DK: the country
    pair.occupation_id, -- title
    pair.neighbour_id, -- its neighbour
    case
        when shown.unemployed is not null
            then {{ rounded('named.unemployed - coalesce(both_named.persons, 0)') }}
    end as unemployed -- who name the neighbour and not the title, rounded
from pair
inner join supply.unemployed as named
    on pair.region_id = named.region_id
    and pair.neighbour_id = named.occupation_id
inner join newest on named.period = newest.period
inner join supply.shown as shown
    on named.period = shown.period
    and named.region_id = shown.region_id
    and named.occupation_id = shown.occupation_id
left join both_named
    on named.region_id = both_named.region_id
    and pair.occupation_id = both_named.occupation_id
    and pair.neighbour_id = both_named.neighbour_id
