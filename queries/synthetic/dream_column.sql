-- The columns of the synthetic register, one row each.
-- @key(column_name)
with month as (
    select unnest(generate_series(1, 108)) as month_number
)

select
    column_name, -- the column
    'code' as gathered_as, -- the list that it is taken from
    week_number as position -- its place in the list
from synthetic.dream_week
union all
select
    concat(
        'grad_', 2011 + cast(floor((month_number - 1) / 12) as integer), '_',
        lpad(cast((month_number - 1) % 12 + 1 as text), 2, '0')
    ),
    'degree',
    month_number
from month
union all
select concat('nykom', 2010 + month_number), 'municipality', month_number
from month
where month_number <= 9
