-- How long unemployment lasted: one row per spell and region where a job-ready record
-- begins it. A spell that is open when the data end is followed for the whole months
-- until then. Not published: these are persons.
-- @key(person_id, start_date, region_id)
with extent as (
    select max(greatest(start_date, coalesce(end_date, start_date))) as last_day
    from input.unemployment_spell
),

begun as (
    select
        spell.person_id,
        spell.start_date,
        record.region_id,
        spell.end_date <= extent.last_day as has_ended,
        least(spell.end_date, extent.last_day) as last_date
    from supply.spell as spell
    inner join input.unemployment_spell as record
        on spell.person_id = record.person_id
        and spell.start_date = record.start_date
    cross join extent
    where record.job_ready
),

whole as (
    select
        *,
        datesub('month', start_date, last_date) as whole_months
    from begun
),

-- a month that has begun counts if the spell ends in it, not if the data do
lasting as (
    select
        person_id,
        start_date,
        region_id,
        has_ended,
        case
            when has_ended and (
                whole_months = 0
                or start_date + whole_months * interval 1 month < last_date
            ) then whole_months + 1
            else whole_months
        end as months
    from whole
)

select
    person_id, -- the person @person
    start_date, -- first day unemployed
    region_id, -- where the spell began
    months, -- months that it lasted, or was followed @min(0)
    has_ended -- before the data do
from lasting
