"""Queries that engines must answer alike: each construct that some engine takes
otherwise, and each function that is said to mean the same, on awkward values.

By the rule that settles it, or by the function as `functions.KNOWN` names it.
"""

from __future__ import annotations

NUMBERS = """
    (values (1, 0.15e0), (2, 0.25e0), (3, -0.25e0), (4, 2.5e0), (5, -2.5e0),
    (6, 3.5e0), (7, 1.005e0), (8, 0e0), (9, -0.04e0), (10, 1234567.25e0),
    (11, null), (12, 1e0 / 3)) as v (n, x)
"""
WHOLE = "(values (1, 7), (2, -7), (3, 0), (4, 12350), (5, null)) as v (n, k)"
TEXTS = "(values (1, 'æble'), (2, ''), (3, null), (4, ' a b ')) as v (n, t)"
GROUPS = """
    (values ('a', 1, 2e0, true), ('a', 2, null, false), ('b', 3, 0.5e0, null),
    ('b', 3, 0.5e0, true), (null, null, null, null)) as v (g, n, x, yes)
"""
DAYS = """
    (select cast(a as date) as a, cast(b as date) as b from (values
    ('2024-01-31', '2024-02-29'), ('2024-01-31', '2024-02-28'),
    ('2023-12-31', '2024-01-01'), ('2024-02-29', '2025-02-28'),
    ('2024-03-15', '2024-01-15'), ('2024-03-15', '2024-03-15'),
    ('2024-05-30', '2024-06-30'), (null, '2024-01-01')) as w (a, b)) as v
"""
MATCHED = "(values ('y_2401'), ('xy_2401'), ('y_2401 '), (null)) as v (t)"

RULES: dict[str, str] = {
    "full_matches": f"select t, regexp_full_match(t, 'y_[0-9]{{4}}|xy') from {MATCHED}",
    "list_elements": """
        select list_extract([10, null, 30], k), list_extract(cast([] as bigint[]), k)
        from (values (1), (2), (3), (4)) as v (k)""",
    "whole_months": f"select a, b, datesub('month', a, b) from {DAYS} where a <= b",
    "whole_months of every pair of days": """
        with day as (
            select cast(unnest(generate_series(date '2023-12-25', date '2024-04-05',
                interval 1 day)) as date) as day
        )
        select a.day, b.day, datesub('month', a.day, b.day),
            date_diff('month', a.day, b.day)
        from day as a inner join day as b on a.day <= b.day""",
    "calendar_differences": f"""
        select a, b, date_diff('month', a, b), date_diff('day', a, b) from {DAYS}""",
    "date_texts": f"""
        select strftime(a, 'grad_%Y_%m'), strftime(b, 'nykom%Y'), strftime(a, '%d.%m')
        from {DAYS}""",
    "numbers_as_text": f"""
        select n, format('{{:.1f}}', x), format('{{:.0f}}', x), format('{{:.3f}}', x)
        from {NUMBERS}""",
    "concatenations": f"select n, concat(t, n, null, '-', t) from {TEXTS}",
    "decimal_literals": f"select n, x * 0.1, 0.1 / 0.3, x > 0.35 from {NUMBERS}",
    "rounded": f"""
        select n, round(x, 2), round(x, 1), round(x), round(x, 0) from {NUMBERS}""",
    "rounded, of every thousandth": """
        select x, round(x, 2), round(x, 1), format('{:.1f}', x), cast(x as bigint),
            cast(round(x, 2) as text)
        from (
            select cast(n as double) / 1e3 as x
            from generate_series(-3000, 3000) as v (n)
        ) as w""",
    "rounded to hundreds": f"select n, round(k, -2), round(k, -4) from {WHOLE}",
    "months_added": f"""
        select a + k * interval 1 month, a - (k - 1) * interval 1 month,
            cast(a + to_months(k) as date), cast(b + interval 3 month as date)
        from {DAYS} cross join (values (0), (1), (13)) as w (k)""",
    "guarded_divisions": f"""
        select n, case when x <> 0 and k > 0 then n / x else 0 end,
            case when k > 0 then cast(n as double) / k end
        from {NUMBERS} left join (select n, k from {WHOLE}) as w using (n)""",
    "not_numbers": f"""
        select n, isnan(x), isnan(cast('nan' as double)),
            isnan(x + cast('nan' as double))
        from {NUMBERS}""",
    "finite": f"""
        select n, isfinite(x), isfinite(cast('nan' as double)), isfinite(exp(x * 1e3))
        from {NUMBERS} where n <= 6""",
    "days_between": f"select a, b, b - a, b - a > 30 from {DAYS}",
    "integers": f"""
        select n, cast(x as bigint), cast(x as integer), cast(x * 2 as bigint),
            cast(cast(x as decimal(18, 6)) as bigint), cast(floor(x) as bigint)
        from {NUMBERS}""",
    "texts_of_fractions": f"""
        select n, cast(round(x, 4) as text), concat('=', round(x, 1)),
            round(x, 3) || ' pct'
        from {NUMBERS} where n <> 10""",
    "aliases_beside": f"""
        select v.*, x > 1 as high, case when high then n end as of_high,
            coalesce(of_high, 0) as either, x as n, n + 1 as next
        from {GROUPS}""",
    "quantiles": f"""
        select g, quantile_cont(x, 0.75) over (partition by g) from {GROUPS}""",
    "series_as_tables": """
        select a.n, b.m from generate_series(1, 3) as a (n)
        cross join generate_series(5, 6) as b (m)""",
    "series": """
        select k, unnest(generate_series(k, 3)) as n
        from (values (1), (3), (4), (null)) as v (k)""",
    "series of dates": """
        select unnest(generate_series(day, date '2024-02-12', interval 7 day)) as day
        from (values (date '2024-01-31'), (date '2024-02-13')) as v (day)""",
    "unfolded_together": """
        select k, unnest([1, 2, 3]) as one, unnest(['a', null]) as other,
            cast(unnest([1, 2, 3]) as text) as text
        from (values (1), (2)) as v (k)""",
    "unfolded within": """
        select cast(unnest(generate_series(date '2024-01-28', date '2024-05-01',
            interval 1 month)) as date) as month""",
    "filters_in_windows": f"""
        select n, count(*) filter (where yes) over (partition by g),
            sum(x) filter (where n > 1) over (partition by g),
            max(n) filter (where yes) over () from {GROUPS}""",
    "windows_by_name": f"""
        select n, sum(x) over w - case when yes then x end, 2 * sum(n) over v - n
        from {GROUPS} window w as (partition by g), v as (order by n)""",
    "casts_told_apart": f"""
        select g, sum(x), sum(cast(x as decimal(18, 6))), max(x), max(cast(x as bigint))
        from {GROUPS} group by g""",
    "all_spelled_out": f"""
        select g, count(*) as rows, sum(n) as n from {GROUPS} group by all
        order by all""",
    "rows_in_lists": f"""
        select g, n from {GROUPS} where (g, n) in (
            select (g, n) from (values ('a', 1), ('b', 1), ('b', 3)) as w (g, n))""",
    "lists_beside_counts": f"""
        select count_if(n is not null and n not in (select k from {WHOLE})),
            count_if(g not in (select 'a' as g union all select 'c')),
            count(*) filter (where g is not null and g in (select 'b' as g)),
            count_if(n not in (select k from {WHOLE} where k is not null)),
            count_if(n not in (select k from {WHOLE} where k > 1e9)),
            count_if(x < 1) from {GROUPS}""",
}

FUNCTIONS: dict[str, str] = {
    "abs": f"select n, abs(x) from {NUMBERS}",
    "and": f"select n, yes and n > 1 from {GROUPS}",
    "argmax": f"select g, arg_max(n, x) from {GROUPS} group by g",
    "argmin": f"select g, arg_min(n, x) from {GROUPS} group by g",
    "array": "select unnest([1, null, 2]) as k",
    "arrayprepend": """
        select unnest(list_prepend(null, l)) from (select [1, 2] as l) as v""",
    "avg": f"select g, avg(n), avg(x) from {GROUPS} group by g",
    "case": f"select n, case when n > 2 then 'a' when n > 1 then 'b' end from {GROUPS}",
    "cast": """
        select cast('007' as bigint), cast(null as text), cast(1 as double),
            cast('2024-02-29' as date), cast(true as bigint), cast(7 as text),
            cast(date '2024-02-29' as text), cast(1 = 2 as text)""",
    "ceil": f"select n, ceil(x) from {NUMBERS}",
    "coalesce": f"select coalesce(x, n, 0) from {GROUPS}",
    "concat": f"select n, concat(t, ': ', n) from {TEXTS}",
    "count": f"""
        select count(*), count(x), count(distinct n), count(*) filter (where yes)
        from {GROUPS}""",
    "countif": f"select count_if(n > 2), count_if(yes) from {GROUPS}",
    "date": "select date '2024-02-29'",
    "datediff": f"select a, date_diff('day', a, b) from {DAYS}",
    "datefromparts": "select make_date(2024, 2, 29), make_date(k, 1, 4) "
    "from (values (2020), (2021)) as v (k)",
    "day": f"select a, day(a) from {DAYS}",
    "denserank": f"select n, dense_rank() over (order by n, x) from {GROUPS}",
    "exists": f"""
        select n from {WHOLE} where exists (select 1 from {GROUPS} where g = 'b')
        and not exists (select 1 from {TEXTS} where t = 'z')""",
    "exp": f"select n, exp(x) from {NUMBERS} where n < 10",
    "explode": "select unnest([3, null, 1]) as k",
    "firstvalue": f"""
        select n, first_value(x ignore nulls) over (order by n, x
        rows between unbounded preceding and unbounded following) from {NUMBERS}""",
    "floor": f"select n, floor(x), floor(-x) from {NUMBERS}",
    "format": f"select n, format('{{:.2f}}', x) from {NUMBERS}",
    "generateseries": "select unnest(generate_series(1, 3)) as k",
    "greatest": f"select n, greatest(x, 0.2e0, null), greatest(n, x) from {NUMBERS}",
    "grouping": f"""
        select g, n, grouping(g), grouping(n), count(*) from {GROUPS}
        group by grouping sets ((g), (n), ())""",
    "groupconcat": f"""
        select g, string_agg(cast(n as text), '; ' order by n desc) from {GROUPS}
        where n is not null group by g""",
    "if": f"select n, if(n > 2, 'a', 'b') from {GROUPS}",
    "isnan": f"select n, isnan(x) from {NUMBERS}",
    "lag": f"select n, lag(x) over (order by n), lag(n, 2) over (order by n) "
    f"from {NUMBERS}",
    "lastvalue": f"""
        select n, last_value(x ignore nulls) over (order by n
        rows between unbounded preceding and current row) from {NUMBERS}""",
    "lead": f"select n, lead(x) over (order by n) from {NUMBERS}",
    "least": f"select n, least(x, 0.2e0, null), least(n, x) from {NUMBERS}",
    "length": f"select n, length(t) from {TEXTS}",
    "ln": f"select n, ln(abs(x)) from {NUMBERS} where x <> 0",
    "log": f"select n, log10(abs(x)) from {NUMBERS} where x <> 0",
    "logicaland": f"select g, bool_and(yes) from {GROUPS} group by g",
    "logicalor": f"select g, bool_or(yes) from {GROUPS} group by g",
    "lower": f"select n, lower(t) from {TEXTS}",
    "max": f"select g, max(x), max(g) from {GROUPS} group by g",
    "min": f"select g, min(x), min(g) from {GROUPS} group by g",
    "month": f"select a, month(a) from {DAYS}",
    "nullif": f"select n, nullif(n, 3), nullif(x, 0.5e0) from {GROUPS}",
    "or": f"select n, yes or n > 1 from {GROUPS}",
    "pad": "select lpad(t, 4, '0') from (values ('1'), ('12345'), (null)) as v (t)",
    "percentilecont": f"""
        select g, quantile_cont(x, 0.75) over (partition by g) from {GROUPS}""",
    "pow": f"select n, power(abs(x), 0.5e0), power(x, 2) from {NUMBERS}",
    "rank": f"select n, rank() over (order by n, x) from {GROUPS}",
    "regexpfullmatch": f"select t, regexp_full_match(t, '[a-z]*') from {MATCHED}",
    "regexplike": f"select t, regexp_matches(t, 'y_[0-9]+') from {MATCHED}",
    "replace": f"select n, replace(t, ' ', ',') from {TEXTS}",
    "round": f"select n, round(x) from {NUMBERS}",
    "rownumber": f"select n, row_number() over (order by x, n) from {NUMBERS}",
    "sign": f"select n, sign(x) from {NUMBERS}",
    "sqrt": f"select n, sqrt(abs(x)) from {NUMBERS}",
    "substring": f"""
        select n, substr(t, 1, 2), substr(t, 2), substr(t, 3, 9) from {TEXTS}""",
    "sum": f"""
        select g, sum(n), sum(x), sum(cast(x as decimal(18, 6))) from {GROUPS}
        group by g""",
    "timestamptrunc": f"""
        select cast(date_trunc('month', a) as date), cast(date_trunc('week', b) as date)
        from {DAYS}""",
    "timetostr": f"select strftime(a, '%Y-%m') from {DAYS}",
    "trim": f"select n, trim(t) from {TEXTS}",
    "trycast": """
        select try_cast(t as bigint)
        from (values ('7'), ('x'), (''), (null)) as v (t)""",
    "upper": f"select n, upper(t) from {TEXTS}",
    "weekofyear": f"select a, weekofyear(a), weekofyear(b) from {DAYS}",
    "year": f"select a, year(a) from {DAYS}",
    "datesub": f"select datesub('month', a, b) from {DAYS} where a <= b",
    "date_sub": f"select date_sub('month', a, b) from {DAYS} where a <= b",
    "isfinite": f"select n, isfinite(x) from {NUMBERS}",
    "list_extract": "select list_extract([1, 2], 2)",
    "to_months": f"select cast(a + to_months(2) as date) from {DAYS}",
}
