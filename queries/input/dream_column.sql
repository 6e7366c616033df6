-- The columns of the register DREAM that are needed, one row each: the person, the last
-- week of every month, the degree of employment of every month, the municipality of
-- every year. A gap in a series is a row without a column. The last week of a month is
-- the last ISO week whose Thursday lies in it: a choice that gives weeks 4, 8 and 13
-- for January to March 2011, as VIVE's report on the jobcentres has them.
-- @key(expected_name)
-- @rule(column_name is not null; the person and every week and month between the first and the last must have a column)
with given as (
    select column_name
    from engine.input_column
    where table_name = 'dream'
),

-- y_YYWW: two-digit years from 70 on are 19xx
week as (
    select
        column_name,
        case when year_part >= 70 then 1900 else 2000 end + year_part as iso_year,
        week_number
    from (
        select
            column_name,
            try_cast(substr(column_name, 3, 2) as integer) as year_part,
            try_cast(substr(column_name, 5, 2) as integer) as week_number
        from given
        where regexp_full_match(column_name, 'y_[0-9]{4}')
    ) as part
),

dated as (
    select
        column_name,
        cast(
            date_trunc('week', make_date(iso_year, 1, 4)) as date
        ) + 7 * week_number - 4 as thursday,
        iso_year
    from week
    where week_number > 0
),

-- week 53 of a year that has 52 is no week
thursday as (
    select
        column_name,
        thursday,
        month(thursday) <> month(thursday + 7) as is_last_of_month
    from dated
    where year(thursday) = iso_year
),

-- a file with nothing but last weeks is complete with one column a month
extent as (
    select
        min(thursday) as first_thursday,
        max(thursday) as last_thursday,
        bool_and(is_last_of_month) as is_monthly
    from thursday
),

calendar as (
    select
        cast(
            unnest(
                generate_series(first_thursday, last_thursday, interval 7 day)
            ) as date
        ) as thursday,
        is_monthly
    from extent
),

every_week as (
    select
        calendar.thursday,
        month(calendar.thursday) <> month(calendar.thursday + 7)
            as is_last_of_month,
        calendar.is_monthly,
        thursday.column_name
    from calendar
    left join thursday on calendar.thursday = thursday.thursday
),

code as (
    select
        column_name,
        concat(
            'y_',
            substr(cast(year(thursday) as text), 3, 2),
            lpad(cast(weekofyear(thursday) as text), 2, '0')
        ) as expected_name,
        cast(date_trunc('month', thursday) as date) as month,
        'code' as gathered_as
    from every_week
    where is_last_of_month
        or (column_name is null and not is_monthly)
),

span as (
    select min(month) as first_month, max(month) as last_month
    from code
    where column_name is not null
),

observed_month as (
    select
        cast(
            unnest(
                generate_series(first_month, last_month, interval 1 month)
            ) as date
        ) as month
    from span
),

degree as (
    select
        given.column_name,
        strftime(observed_month.month, 'grad_%Y_%m') as expected_name,
        observed_month.month,
        'degree' as gathered_as,
        min(case when given.column_name is not null then observed_month.month end)
            over () as first_month,
        max(case when given.column_name is not null then observed_month.month end)
            over () as last_month
    from observed_month
    left join given
        on given.column_name = strftime(observed_month.month, 'grad_%Y_%m')
),

municipality as (
    select
        given.column_name,
        given.column_name as expected_name,
        observed_month.month,
        'municipality' as gathered_as
    from observed_month
    inner join given
        on given.column_name = strftime(observed_month.month, 'nykom%Y')
    where month(observed_month.month) = 1
        or observed_month.month = (select first_month from span)
),

person as (
    select
        min(column_name) filter (where column_name in ('person_id', 'pnr'))
            as column_name,
        'person_id' as expected_name,
        cast(null as date) as month,
        'person_id' as gathered_as
    from given
    having count(*) > 0
),

no_week as (
    select
        cast(null as text) as column_name,
        'y_YYWW' as expected_name,
        cast(null as date) as month,
        'code' as gathered_as
    from person
    where not exists (select 1 from thursday)
),

needed as (
    select column_name, expected_name, month, gathered_as from person
    union all
    select column_name, expected_name, month, gathered_as from no_week
    union all
    select column_name, expected_name, month, gathered_as from code
    union all
    select column_name, expected_name, month, gathered_as from degree
    where month between first_month and last_month
    union all
    select column_name, expected_name, month, gathered_as from municipality
)

select
    needed.expected_name, -- the name that a complete file has @not_null
    needed.column_name, -- the column in the file, in lower case; NULL: a gap @optional
    needed.gathered_as, -- person_id, code, degree or municipality @not_null
    needed.month, -- the column's month; of a municipality the year's first @optional
    case needed.gathered_as
        when 'municipality'
            then year(needed.month) - year(span.first_month) + 1
        else date_diff('month', span.first_month, needed.month) + 1
    end as position -- place in its list: months or years from the first @optional
from needed
cross join span
order by needed.gathered_as, needed.month, needed.expected_name
