-- The ISO weeks of 2011-2019, one row each, with the month in which their Thursday lies.
-- @key(week_number)
with thursday as (
    select
        cast(
            unnest(
                generate_series(
                    date '2011-01-06', date '2019-12-26', interval 7 day
                )
            ) as date
        ) as thursday
)

select
    row_number() over (order by thursday) as week_number, -- 1 the first
    (year(thursday) - 2011) * 12 + month(thursday) as month_number, -- 1 to 108
    concat(
        'y_',
        substr(cast(year(thursday) as text), 3, 2),
        lpad(cast(weekofyear(thursday) as text), 2, '0')
    ) as column_name -- the week's column in the register
from thursday
