-- Spells of unemployment, one row each: months in a row whose code is of a target group,
-- whichever one; the spell's group is that of its last month. Source: VIVE, the
-- jobcentres 2011-2019 (Amilon et al.), sections 4.1.1 and 4.1.2.
-- @materialize(view)
-- @key(person_id, first_month)
with reasoned as (
    select
        run.*,
        last_code.target_group,
        case
            when exit_month.month_number is null then 'still_unemployed'
            when dream_code.exit_reason is not null
                then dream_code.exit_reason
            when run.exit_code is not null then 'other'
            when run.is_employed then 'employment'
            when not exit_month.has_degree then 'unknown'
            else 'self_support'
        end as reason
    from spells.run as run
    inner join reference.dream_code as last_code
        on run.last_code = last_code.code
    left join input.dream_month as exit_month
        on run.exit_month = exit_month.month_number
    left join reference.dream_code as dream_code
        on run.exit_code = dream_code.code
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
