-- The register DREAM, by its changes: one row per person and month whose code (that
-- of the month's last week) is another than the month before. The month after the last
-- one has no code, so it closes what is under way. Of some 1,800 weekly columns only
-- those in input.dream_column are read, and no row is kept for a month like the last.
-- @key(person_id, month_number)
-- @optional
-- @without(the spells: who leaves unemployment, how fast and to what)
-- @null(.)
-- @wide(input.dream_column; person_id bigint, code smallint[], degree double[], municipality smallint[])
with calendar as (
    select
        cast(
            generate_series(1, coalesce(max(month_number), 0) + 1) as smallint[]
        ) as month_numbers, -- of all months, and of the one after the last
        coalesce(month(min(month)), 1) - 1 as months_before -- in the first year
    from input.dream_month
),

-- what was so a month before; lists are made here, since unnest makes one again and again
prepared as (
    select
        dream.person_id,
        dream.municipality,
        calendar.month_numbers,
        calendar.months_before,
        dream.code,
        list_prepend(null, dream.code) as code_before,
    {% if exit_lag_months > 1 %}
        list_prepend(null, dream.degree) as degree_before,
    {% endif %}
        dream.degree
    from file.dream as dream
    cross join calendar
),

monthly as (
    select
        person_id,
        municipality,
        months_before,
        unnest(month_numbers) as month_number,
        unnest(code) as code,
        unnest(code_before) as code_before,
    {% if exit_lag_months > 1 %}
        unnest(degree_before) as degree_before,
    {% endif %}
        unnest(degree) as degree
    from prepared
),

changed as (
    select
        person_id,
        month_number,
        code,
        code_before,
        {{ works('degree') }} as works,
        -- the list has a place for each year, the first from its January on
        list_extract(
            municipality,
            cast(floor((month_number + months_before - 2) / 12) as integer) + 1
        ) as municipality
    from monthly
    where
        code is distinct from code_before
    {% if exit_lag_months > 1 %}
        -- an exit that is read later must see work begin or end in between
        or (
            code is null
            and {{ works('degree') }} <> {{ works('degree_before') }}
        )
    {% endif %}
)

select
    cast(person_id as bigint) as person_id, -- the person @person
    cast(month_number as smallint) as month_number, -- month of the change
    cast(code as smallint) as code, -- code from this month on; NULL: no benefit @optional @min(1) @max(999)
    cast(code_before as smallint) as code_before, -- code until then @optional
    cast(code is null and works as boolean) as is_employed, -- no benefit and a degree of employment above 0
    cast(
        case when code_before is not null then municipality end as smallint
    ) as municipality -- of the year of the month before; NULL: no code then @optional
from changed
