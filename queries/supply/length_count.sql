-- How many spells last how long, and how many of them end: one row per region (DK: the
-- country), occupation field (all: every one, also none) and month. A spell is of each
-- field in which the person had a job target when it began; those followed for less than
-- a month are left out. Not published: it holds small counts.
-- @key(region_id, field_da, month)
with of_field as (
    select distinct
        spell.person_id,
        spell.start_date,
        spell.region_id,
        occupation.field_da,
        spell.months,
        spell.has_ended
    from supply.spell_length as spell
    inner join input.job_target as target
        on spell.person_id = target.person_id
        and spell.start_date >= target.start_date
        and (
            target.end_date is null
            or spell.start_date < target.end_date
        )
    inner join input.occupation as occupation
        on target.occupation_id = occupation.occupation_id
    where occupation.field_da is not null
),

sorted as (
    select region_id, 'all' as field_da, months, has_ended
    from supply.spell_length
    union all
    select region_id, field_da, months, has_ended
    from of_field
),

counted as (
    select
        region_id,
        field_da,
        months,
        count(*) as spells,
        count(*) filter (where has_ended) as exits
    from sorted
    where months > 0
    group by region_id, field_da, months
),

ended as (
    select region_id, field_da, months as month, spells, exits
    from counted
    union all
    select
        'DK' as region_id,
        field_da,
        months,
        cast(sum(spells) as bigint) as spells,
        cast(sum(exits) as bigint) as exits
    from counted
    group by field_da, months
)

select
    region_id, -- where the spell began; DK: the country
    field_da, -- occupation field of a job target; all: every spell
    month, -- months that it lasted, or was followed
    spells, -- spells
    exits -- of these, ended in that month
from ended
