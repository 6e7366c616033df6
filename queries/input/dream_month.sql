-- The months that the register DREAM covers, one row each: a month exists if the column
-- of its last week does.
-- @key(month_number)
with degree as (
    select month
    from input.dream_column
    where gathered_as = 'degree'
)

select
    cast(code.position as integer) as month_number, -- 1: the first month of the data @not_null
    code.month, -- its first day @not_null
    year(code.month) as year, -- its year @not_null
    cast(
        year(code.month) - min(year(code.month)) over () + 1 as integer
    ) as year_number, -- 1: the first year of the data @not_null
    degree.month is not null as has_degree -- a degree of employment is known @not_null
from input.dream_column as code
left join degree on code.month = degree.month
where code.gathered_as = 'code' and code.column_name is not null
