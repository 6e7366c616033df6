-- Records of unemployment: one row per person and start. Some persons move to another
-- region under way, some have two records that overlap, some return.
-- @key(person_id, start_date)
with first_spell as (
    select
        person_id, region_id, region_number, start_date, end_date, turn,
        job_ready, returns, exits_per_day,
        start_date + cast(floor((end_date - start_date) * 0.6) as integer)
            as middle_date
    from synthetic.person
),

-- turn: below 0.06 moves region, from there to 0.12 a second record overlaps
kept as (
    select
        person_id,
        region_id,
        start_date,
        case
            when turn < 0.06 and middle_date > start_date then middle_date
            else end_date
        end as end_date,
        job_ready
    from first_spell
),

moved as (
    select
        first_spell.person_id,
        region.region_id,
        first_spell.middle_date as start_date,
        first_spell.end_date,
        first_spell.job_ready
    from first_spell
    inner join synthetic.region as region
        on first_spell.region_number % 5 + 1 = region.number
    where first_spell.turn < 0.06
        and first_spell.middle_date > first_spell.start_date
),

overlapping as (
    select
        person_id,
        region_id,
        middle_date as start_date,
        end_date + 7 as end_date,
        not job_ready as job_ready
    from first_spell
    where turn >= 0.06 and turn < 0.12 and middle_date > start_date
),

second_spell as (
    select
        person_id,
        region_id,
        end_date + 20
        + cast(floor({{ draw('person_id', 700) }} * 400) as integer)
            as start_date,
        cast(
            floor(least(-ln({{ draw('person_id', 710) }}) / exits_per_day, 2500))
            as integer
        ) + 1 as days,
        true as job_ready
    from first_spell
    where returns
)

select
    person_id, -- the person
    region_id, -- where the person lives
    start_date, -- first day unemployed
    end_date, -- first day no longer unemployed
    job_ready -- able to take a job at once
from kept
union all
select person_id, region_id, start_date, end_date, job_ready
from moved
union all
select person_id, region_id, start_date, end_date, job_ready
from overlapping
union all
select person_id, region_id, start_date, start_date + days, job_ready
from second_spell
