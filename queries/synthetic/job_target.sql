-- Job targets: one row per person and title. The first is the person's own title,
-- the others are near it in the classification.
-- @write(job_target.parquet)
-- @key(person_id, occupation_id, start_date)
with person as (
    select person_id, occupation_number, start_date, end_date, returns
    from synthetic.person
    where start_date < date '2026-02-01'
),

first_target as (
    select
        person_id,
        occupation_number as number,
        start_date,
        end_date,
        returns
    from person
),

-- four thoughts of another title; a rarer title comes to mind less often
thought as (
    {% for chance in range(4) %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        person_id,
        occupation_number,
        (
            occupation_number - 1 + 980
            + {{ [-1, 1, -1, 1][chance] }}
            * cast(1 + floor({{ draw('person_id', 800 + chance) }} * 5) as bigint)
        ) % 980 + 1 as number,
        {{ draw('person_id', 810 + chance) }} as doubt,
        start_date + cast(floor({{ draw('person_id', 820 + chance) }} * 10)
            as integer) as start_date,
        end_date,
        returns
    from person
    {% endfor %}
),

accepted as (
    select
        thought.person_id,
        thought.number,
        min(thought.start_date) as start_date,
        min(thought.end_date) as end_date,
        bool_or(thought.returns) as returns
    from thought
    inner join synthetic.nature as own
        on thought.occupation_number = own.number
    inner join synthetic.nature as other on thought.number = other.number
    where thought.doubt < 0.62 * least(other.employees / own.employees, 1)
        and other.number <> own.number
    group by thought.person_id, thought.number
),

target as (
    select person_id, number, start_date, end_date, returns from first_target
    union all
    select person_id, number, start_date, end_date, returns from accepted
)

select
    target.person_id, -- the person
    nature.occupation_id, -- the title
    target.start_date, -- first day of the target
    case
        when not target.returns
            and target.end_date > target.start_date
            and target.end_date <= date '2026-02-01'
            and {{ draw('target.person_id', 830) }} < 0.4
            then target.end_date
    end as end_date -- first day it no longer holds; NULL: open
from target
inner join synthetic.nature as nature on target.number = nature.number
