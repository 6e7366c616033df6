-- Months in a row on the benefits of the target groups, one row per spell, as numbers:
-- spells.spell tells what they mean. Spells under way in the first observed month are
-- left out, unless the parameter keep_spells_under_way says otherwise. Source: VIVE,
-- the jobcentres 2011-2019 (Amilon et al.), section 4.1.1.
-- @key(person_id, first_month)
-- @rule(exit_month > last_month; the exit is read after the last month: exit_lag_months must be 1 or more)
with target as (
    select code
    from reference.dream_code
    where target_group is not null
),

-- a person's boundaries are, in turn, the first month of a spell and the one after it
boundary as (
    select
        change.person_id,
        change.month_number,
        change.code,
        change.is_employed,
        change.municipality,
        target_before.code as last_code,
        lag(change.month_number) over (
            partition by change.person_id order by change.month_number
        ) as boundary_before
    from input.dream as change
    left join target on change.code = target.code
    left join target as target_before
        on change.code_before = target_before.code
    where (target.code is null) <> (target_before.code is null)
),

ended as (
    select
        boundary.person_id,
        boundary.last_code,
        boundary.boundary_before as first_month,
        boundary.month_number - 1 as last_month,
        boundary.month_number + {{ exit_lag_months - 1 }} as exit_month,
        boundary.municipality,
    {% if exit_lag_months > 1 %}
        case
    {% for months in range(exit_lag_months - 1, 0, -1) %}
            when later_{{ months }}.person_id is not null
                then later_{{ months }}.code
    {% endfor %}
            else boundary.code
        end as exit_code,
        case
    {% for months in range(exit_lag_months - 1, 0, -1) %}
            when later_{{ months }}.person_id is not null
                then later_{{ months }}.is_employed
    {% endfor %}
            else boundary.is_employed
        end as is_employed
    {% else %}
        boundary.code as exit_code,
        boundary.is_employed
    {% endif %}
    from boundary
    {% for months in range(1, exit_lag_months) %}
    left join input.dream as later_{{ months }}
        on boundary.person_id = later_{{ months }}.person_id
        and boundary.month_number + {{ months }}
        = later_{{ months }}.month_number
    {% endfor %}
    where boundary.last_code is not null
    {% if not keep_spells_under_way %}
        and boundary.boundary_before > 1
    {% endif %}
)

select
    person_id, -- the person @person
    cast(first_month as smallint) as first_month, -- number of the first month
    cast(last_month as smallint) as last_month, -- number of the last month
    last_code, -- code of the last month
    cast(exit_month as smallint) as exit_month, -- number of the month where the exit is read
    exit_code, -- code of that month; NULL: no benefit
    is_employed, -- no benefit in that month, but work
    municipality -- in the year of the last month
from ended
