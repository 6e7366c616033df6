-- Person-months on a benefit: one row per month and code. Not published. Whoever comes
-- to a code adds one from that month on, whoever leaves it takes one away.
-- @key(month, code)
with step as (
    select code, month_number, count(*) as persons
    from input.dream
    where code is not null
    group by code, month_number
    union all
    select code_before as code, month_number, -count(*) as persons
    from input.dream
    where code_before is not null
    group by code_before, month_number
),

added as (
    select code, month_number, sum(persons) as persons
    from step
    group by code, month_number
),

-- every code has a row in every month, so that those who stay are counted too
every_month as (
    select code.code, month.month_number, month.month
    from (select distinct code from step) as code
    cross join input.dream_month as month
),

total as (
    select
        every_month.code,
        every_month.month,
        sum(coalesce(added.persons, 0)) over (
            partition by every_month.code order by every_month.month_number
        ) as persons
    from every_month
    left join added
        on every_month.code = added.code
        and every_month.month_number = added.month_number
)

select
    month, -- the first day of the month
    code, -- the benefit code
    cast(persons as bigint) as persons -- persons with the code in its last week @min(1)
from total
where persons > 0
