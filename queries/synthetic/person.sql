-- The unemployed: one row per person, with the person's first time of unemployment.
-- A person belongs to one title, the first job target.
-- @key(person_id)
with flow as (
    select
        cell.region_id,
        cell.region_number,
        cell.occupation_number,
        cell.key,
        nature.tightness,
        cell.tightness_deviation,
        cast(
            floor(
                cell.employees * nature.unemployment_inflow * 45
                * exp(-0.45 * cell.tightness_deviation)
                + {{ draw('cell.key', 600) }}
            ) as bigint
        ) as persons
    from synthetic.cell as cell
    inner join synthetic.nature as nature
        on cell.occupation_id = nature.occupation_id
),

-- the population's parts that have no employees still have unemployed now and then; a cell
-- has room for 100,000 persons, and for more in a country that is larger than ten times
person as (
    select
        region_id,
        region_number,
        occupation_number,
        tightness + tightness_deviation as tightness,
        key * {{ 100000 * [scale / 10, 1] | max | round(method='ceil') | int }}
        + unnest(generate_series(1, persons)) as person_id
    from flow
    where persons > 0
),

started as (
    select
        *,
        date '2021-01-01'
        + cast(floor({{ draw('person_id', 610) }} * 1826) as integer)
            as start_date,
        {{ draw('person_id', 620) }} as luck,
        {{ draw('person_id', 640) }} as again
    from person
),

paced as (
    select
        started.*,
        0.0073 * exp(0.42 * started.tightness) * coalesce(cycle.exits, 1.1)
            as exits_per_day
    from started
    left join synthetic.cycle as cycle
        on started.start_date >= cycle.first_day
        and started.start_date < cycle.first_day + interval 6 month
)

select
    cast(person_id as bigint) as person_id, -- the person
    region_id, -- where the person lives
    region_number, -- that region's number
    occupation_number, -- number of the first job target
    start_date, -- first day unemployed
    start_date + 1 + cast(floor(least(-ln(luck) / exits_per_day, 2500)) as integer)
        as end_date, -- first day no longer unemployed
    exits_per_day, -- the pace of leaving
    again < 0.16 as returns, -- becomes unemployed once more
    {{ draw('person_id', 650) }} as turn, -- what happens under way
    {{ draw('person_id', 660) }} < 0.93 as job_ready -- able to take a job at once
from paced
