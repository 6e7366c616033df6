-- Spells of unemployment, one row each: months in a row whose code is of a target group,
-- whichever one; the spell's group is that of its last month. Not under way in the first
-- observed month, unless the parameter keep_spells_under_way says so. Source: VIVE, the
-- jobcentres 2011-2019 (Amilon et al.), sections 4.1.1 and 4.1.2.
-- @key(person_id, first_month)
with target as (
    select code, target_group
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
        target_before.target_group,
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
        boundary.target_group,
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
    where boundary.target_group is not null
    {% if not keep_spells_under_way %}
        and boundary.boundary_before > 1
    {% endif %}
),

reasoned as (
    select
        ended.*,
        case
            when exit_month.month_number is null then 'still_unemployed'
            when dream_code.exit_reason is not null
                then dream_code.exit_reason
            when ended.exit_code is not null then 'other'
            when ended.is_employed then 'employment'
            when not exit_month.has_degree then 'unknown'
            else 'self_support'
        end as reason
    from ended
    left join input.dream_month as exit_month
        on ended.exit_month = exit_month.month_number
    left join reference.dream_code as dream_code
        on ended.exit_code = dream_code.code
)

select
    reasoned.person_id, -- the person @person
    reasoned.target_group, -- group of the last month
    first_month.month as first_month, -- the first day of the first month
    last_month.month as last_month, -- the first day of the last month
    reasoned.last_month - reasoned.first_month + 1 as months, -- length @min(1)
    municipality_size.municipality_size, -- of the last month; NULL: not known
    reasoned.exit_code, -- code when the exit is read; NULL: no benefit
    coalesce(reported_exit.exit_reason, 'other') as exit_reason -- why it ended, as reported of the group
from reasoned
inner join input.dream_month as first_month
    on reasoned.first_month = first_month.month_number
inner join input.dream_month as last_month
    on reasoned.last_month = last_month.month_number
left join reference.municipality_size as municipality_size
    on reasoned.municipality = municipality_size.municipality
left join reference.reported_exit as reported_exit
    on reasoned.target_group = reported_exit.target_group
    and reasoned.reason = reported_exit.exit_reason
