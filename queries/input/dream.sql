-- The register DREAM, told by its changes: one row per person and month whose code (that
-- of the month's last week) is another than the month before. The month after the last
-- one has no code, so it closes what is under way. Of some 1,800 weekly columns only
-- those in input.dream_column are read, and no row is kept for a month like the last.
-- @key(person_id, month_number)
-- @optional
-- @without(the spells: who leaves unemployment, how fast and to what)
-- @wide(input.dream_column; person_id bigint, code smallint[], degree double[], municipality smallint[])
-- months of the first year that lie before the data
with first as (
    select coalesce(month(min(month)), 1) - 1 as months
    from input.dream_month
),

monthly as (
    select
        person_id,
        degree,
        municipality,
        unnest(generate_series(1, len(code) + 1)) as month_number,
        unnest(code) as code,
        unnest(list_prepend(null, code)) as code_before
    from file.dream
),

changed as (
    select *
    from monthly
    where code is distinct from code_before
    {% if exit_lag_months > 1 %}
        -- an exit that is read later must see work begin or end in between
        or (
            code is null
            and coalesce(list_extract(degree, month_number) > 0, false)
            <> coalesce(list_extract(degree, month_number - 1) > 0, false)
        )
    {% endif %}
)

select
    cast(changed.person_id as bigint) as person_id, -- the person @person
    cast(changed.month_number as smallint) as month_number, -- month of the change
    cast(changed.code as smallint) as code, -- code from this month on; NULL: no benefit @optional @min(1) @max(999)
    cast(changed.code_before as smallint) as code_before, -- code until then @optional
    cast(
        case
            when changed.code is null
                then coalesce(
                    list_extract(changed.degree, changed.month_number) > 0
                    and not isnan(
                        list_extract(changed.degree, changed.month_number)
                    ), false
                )
            else false
        end as boolean
    ) as is_employed, -- no benefit and a degree of employment above 0
    cast(
        case
            when changed.code_before is not null
                then list_extract(
                    changed.municipality,
                    cast(
                        floor((changed.month_number + first.months - 2) / 12)
                        as integer
                    ) + 1
                )
        end as smallint
    ) as municipality -- of the year of the month before; NULL: no code then @optional
from changed
cross join first
