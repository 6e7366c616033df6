-- Each case is a query on input.a (id, x, y, g) and input.b (id, z, w), then for each
-- of its columns the input columns that can influence it; input.a.* is the rows.

--- projection
select x + y as s, g as g from input.a
--> s: a.x a.y a.*
--> g: a.g a.*

--- where
select x as s from input.a where y > 1
--> s: a.x a.y a.*

--- inner join
select a.x as s, b.z as z from input.a as a inner join input.b as b on a.id = b.id
--> s: a.x a.id b.id a.* b.*
--> z: b.z a.id b.id a.* b.*

--- left join influences the rows
select a.x as s from input.a as a left join input.b as b on a.id = b.id and b.w > 0
--> s: a.x a.id b.id b.w a.* b.*

--- join using
select a.x as s from input.a as a inner join input.b as b using (id)
--> s: a.x a.id b.id a.* b.*

--- natural join
select x as s from input.a as a natural join input.b as b
--> s: a.x a.id b.id a.* b.*

--- cross join
select a.x as s from input.a as a cross join input.b as b
--> s: a.x a.* b.*

--- comma join
select a.x as s from input.a as a, input.b as b where b.z = 1
--> s: a.x b.z a.* b.*

--- group by and having
select g as g, sum(x) as s from input.a group by g having max(y) > 1
--> g: a.g a.y a.*
--> s: a.x a.g a.y a.*

--- group by all
select g as g, sum(x) as s from input.a group by all
--> g: a.g a.*
--> s: a.x a.g a.*

--- count of rows
select count(*) as n from input.a
--> n: a.*

--- filtered aggregate
select sum(x) filter (where y > 1) as s, count(*) as n from input.a
--> s: a.x a.y a.*
--> n: a.*

--- window
select id as id, sum(x) over (partition by g order by y) as s from input.a
--> id: a.id a.*
--> s: a.x a.g a.y a.*

--- named window
select sum(x) over w as s from input.a window w as (partition by g order by y)
--> s: a.x a.g a.y a.*

--- qualify
select x as s from input.a qualify row_number() over (partition by g order by y) = 1
--> s: a.x a.g a.y a.*

--- qualify on an alias
select x as s, row_number() over (partition by g order by y) as n from input.a qualify n = 1
--> s: a.x a.g a.y a.*
--> n: a.g a.y a.*

--- cte with star
with c as (select * from input.a where y > 1) select x as s from c
--> s: a.x a.y a.*

--- cte with qualified star
with c as (select a.*, b.z from input.a as a inner join input.b as b on a.id = b.id)
select g as g, z as z from c
--> g: a.g a.id b.id a.* b.*
--> z: b.z a.id b.id a.* b.*

--- star without columns
with c as (select * exclude (y) from input.a) select x as s from c
--> s: a.x a.*

--- chained ctes
with c as (select x + y as p, g from input.a), d as (select p * 2 as q, g from c)
select sum(q) as s from d group by g
--> s: a.x a.y a.g a.*

--- union all
select x as s, y as t from input.a union all select z, w from input.b
--> s: a.x b.z a.* b.*
--> t: a.y b.w a.* b.*

--- union removes duplicates by all columns
select x as s, y as t from input.a union select z, w from input.b
--> s: a.x a.y b.z b.w a.* b.*
--> t: a.x a.y b.z b.w a.* b.*

--- except
select x as s from input.a except select z from input.b
--> s: a.x b.z a.* b.*

--- distinct
select distinct x as s, y as t from input.a
--> s: a.x a.y a.*
--> t: a.x a.y a.*

--- distinct on
select distinct on (g) x as s from input.a order by y
--> s: a.x a.g a.y a.*

--- order by alone does not matter
select x as s from input.a order by y
--> s: a.x a.*

--- order by with limit does
select x as s from input.a order by y limit 1
--> s: a.x a.y a.*

--- exists
select x as s from input.a as a where exists (select 1 from input.b as b where b.id = a.id)
--> s: a.x a.id b.id a.* b.*

--- exists as a value
select exists (select 1 from input.b where z > 0) as s from input.a
--> s: b.z a.* b.*

--- in a subquery
select x as s from input.a where g in (select z from input.b where w > 0)
--> s: a.x a.g b.z b.w a.* b.*

--- scalar subquery
select x as s, (select max(z) from input.b) as m from input.a
--> s: a.x a.*
--> m: b.z a.* b.*

--- correlated scalar subquery
select (select max(z) from input.b as b where b.id = a.id) as m from input.a as a
--> m: b.z b.id a.id a.* b.*

--- derived table
select d.p as s from (select x as p, y from input.a where g = 1) as d
--> s: a.x a.g a.*

--- table function
select x as s, n.i as i from input.a cross join generate_series(1, 3) as n (i)
--> s: a.x a.*
--> i: a.*

--- table function of a column
select n.i as i from input.a as a cross join generate_series(1, a.x) as n (i)
--> i: a.x a.*

--- values
select v.k as k from (values (1), (2)) as v (k)
--> k:

--- lateral
select l.m as m from input.a as a
cross join lateral (select max(b.z) as m from input.b as b where b.id = a.id) as l
--> m: b.z b.id a.id a.* b.*

--- recursive cte
with recursive r as (
    select id, x from input.a
    union all
    select r.id + 1, r.x from r inner join input.b as b on r.id = b.id where b.z > 0
)
select x as s from r
--> s: a.x a.id b.id b.z a.* b.*

--- case
select case when x > 1 then y else g end as s from input.a
--> s: a.x a.y a.g a.*

--- alias of the same select
select x + 1 as p, p * 2 as q from input.a
--> p: a.x a.*
--> q: a.x a.*

--- upper case
SELECT X AS S FROM input.a WHERE Y > 1
--> s: a.x a.y a.*

--- names that a cte shadows
with a as (select g as x, id from input.a) select x as s from a
--> s: a.g a.*

--- semi join
select a.x as s from input.a as a semi join input.b as b on a.id = b.id
--> s: a.x a.id b.id a.* b.*

--- asof join
select a.x as s, b.z as z from input.a as a asof join input.b as b on a.id = b.id and a.x >= b.w
--> s: a.x a.id b.id b.w a.* b.*
--> z: b.z a.x a.id b.id b.w a.* b.*

--- set operation of ctes
with c as (select x as v, g from input.a), d as (select z as v, w as g from input.b),
e as (select * from c union all select * from d)
select g as g, sum(v) as s from e group by g
--> g: a.g b.w a.* b.*
--> s: a.x a.g b.z b.w a.* b.*

--- recursive cte that passes columns round
with recursive r as (
    select 0 as n, x as p, y as q, g as s from input.a
    union all
    select n + 1, q, s, p from r where n < 3
)
select p as p from r
--> p: a.x a.y a.g a.*

--- union by name
select x as s, y as t from input.a union all by name select w as t, z as s from input.b
--> s: a.x b.z a.* b.*
--> t: a.y b.w a.* b.*

--- columns by pattern in a cte
with c as (select id, columns('[xy]') from input.a) select x as s, id as i from c
--> s: a.id a.x a.y a.g a.*
--> i: a.id a.*

--- columns by pattern before a column of that name
with c as (select columns('x') as v, y as v from input.a) select v as s from c
--> s: a.id a.x a.y a.g a.*

--- columns unpacked
select coalesce(*columns(['x', 'y'])) as s, g as g from input.a
--> s: a.id a.x a.y a.g a.*
--> g: a.g a.*

--- columns of one table
with c as (select max(columns(a.*)) from input.a as a) select x as s from c
--> s: a.id a.x a.y a.g a.*

--- star like
with c as (select * like 'x%' from input.a) select x as s from c
--> s: a.id a.x a.y a.g a.*

--- row as a value
select t as s, t.g as g from input.a as t
--> s: a.id a.x a.y a.g a.*
--> g: a.g a.*

--- row as a value of a cte
with c as (select x as p, y as q from input.a) select to_json(c) as s from c
--> s: a.x a.y a.*

--- struct field
with c as (select {'p': x, 'q': y} as st, g from input.a) select st.p as s, g as g from c
--> s: a.x a.y a.*
--> g: a.g a.*

--- struct field behind an alias
with c as (select {'p': x} as st, {'p': y} as other from input.a) select c.st.p as s from c
--> s: a.x a.*

--- struct spread out
with c as (select {'p': x, 'q': y} as st, g from input.a) select p as s from (select st.* from c)
--> s: a.x a.y a.*

--- struct unnested takes the first of a name
with c as (select unnest({'p': x}), y as p from input.a) select p as s from c
--> s: a.x a.y a.*

--- field of an aggregate of rows
select arg_max(t, x).g as s from input.a as t
--> s: a.id a.x a.y a.g a.*

--- dotted function
select x.to_json() as s from input.a
--> s: a.x a.*

--- union by name finds columns of the second arm
select id as i from input.a union all by name select z as p, id as i from input.b
--> i: a.id b.id a.* b.*
--> p: b.z a.* b.*

--- union by name that removes duplicates
select x as s from input.a union by name select w as t from input.b
--> s: a.x b.w a.* b.*

--- positions of a union
select p as s from (select x as p, y as q from input.a union all select w, z from input.b)
--> s: a.x b.w a.* b.*

--- names for the columns of a cte
with c (p, q) as (select x, y from input.a) select q as s from c
--> s: a.y a.*

--- names for the columns of a subquery
select q as s from (select x, y from input.a) as t (p, q)
--> s: a.y a.*

--- names for the columns of a table
select q as s, y as r from input.a as t (p, q)
--> s: a.x a.*
--> r: a.y a.*

--- columns by position
select #2 as s from input.a
--> s: a.id a.x a.y a.g a.*

--- star renamed
with c as (select * rename (x as p) from input.a) select p as s, y as r from c
--> s: a.x a.*
--> r: a.y a.*

--- star replaced
with c as (select * replace (y + g as x) from input.a) select x as s from c
--> s: a.y a.g a.*

--- star all at once
with c as (select * exclude (id) replace (y as g) rename (x as p) from input.a) select p as s, g as g from c
--> s: a.x a.*
--> g: a.y a.*

--- star over a join using takes its column once
with c as (select * from input.a inner join input.b using (id)), d as (select 1, 2, 3, 4, 5, 6 union all select * from c)
select "5" as s from d
--> s: a.id a.x a.y a.g b.id b.z b.w a.* b.*

--- positions behind a star over a join using
select v as s from (select * from input.a inner join input.b using (id)) as t (i, p, q, h, v)
--> s: b.z a.id b.id a.* b.*

--- star of a semi join
with c as (select * from input.a as a semi join input.b as b on a.id = b.z) select id as s from c
--> s: a.id b.z a.* b.*

--- unnest of columns
select u.v as s from input.a as a, unnest([a.x, a.y]) as u (v)
--> s: a.x a.y a.*

--- unnest in the select
select unnest([x, y]) as s, g as g from input.a
--> s: a.x a.y a.*
--> g: a.g a.*

--- table function without names
select n.generate_series as s from input.a as a, generate_series(a.y, a.x) as n
--> s: a.x a.y a.*

--- lateral without its word
select l.p as s from input.a as a, (select a.x + 1 as p) as l
--> s: a.x a.*

--- left join lateral
select l.m as s from input.a as a
left join lateral (select max(w) as m from input.b where id = a.id) as l on a.g > 1
--> s: b.w b.id a.id a.g a.* b.*

--- correlated without a table
select (select a.x) as s from input.a as a
--> s: a.x a.*

--- recursive that reads itself in a subquery
with recursive r (n) as (
    select min(x) from input.a
    union all
    select (select min(y) from input.a where y > r.n) from r where n < 3
)
select n as s from r
--> s: a.x a.y a.*

--- pivot statement
with c as (pivot input.a on g using max(x) group by id) select "1" as s from c
--> s: a.id a.x a.y a.g a.*

--- pivot in from
select s from input.a pivot (max(x) for g in (1 as s, 2 as t))
--> s: a.id a.x a.y a.g a.*

--- unpivot statement
select v as s from (unpivot input.a on x, y into name k value v)
--> s: a.id a.x a.y a.g a.*

--- unpivot in from
select v as s, id as i from input.a unpivot (v for k in (x, y))
--> s: a.id a.x a.y a.g a.*
--> i: a.id a.x a.y a.g a.*

--- summarize
select max as s from (summarize input.a)
--> s: a.id a.x a.y a.g a.*

--- list comprehension
select [i + y for i in [x, g] if i > 1] as s from input.a
--> s: a.x a.y a.g a.*

--- lambda
select list_transform([x], lambda i: i + y) as s from input.a
--> s: a.x a.y a.*

--- prefix alias
select s: x + y from input.a
--> s: a.x a.y a.*

--- alias in where
select x + y as s, g as r from input.a where r > 1
--> s: a.x a.y a.g a.*

--- order by an alias of another column
select y as x, g as g from input.a order by x limit 2
--> x: a.y a.x a.*
--> g: a.g a.y a.x a.*

--- group by a position
select g as g, count(*) as s from input.a group by 1
--> g: a.g a.*
--> s: a.g a.*

--- order by all with limit
select g as g, x as s from input.a order by all limit 2
--> s: a.x a.g a.*

--- limit by a subquery
select x as s from input.a order by id limit (select min(z) + 1 from input.b)
--> s: a.x a.id b.z a.* b.*

--- sample
select x as s from input.a using sample 100 percent
--> s: a.x a.*

--- grouping sets
select g as g, sum(x) as s from input.a group by grouping sets ((g), (y), ())
--> g: a.g a.y a.*
--> s: a.x a.g a.y a.*

--- positional join
select a.x as s, b.z as z from input.a as a positional join input.b as b
--> s: a.x a.* b.*
--> z: b.z a.* b.*

--- brackets around a join
select a.x as s, b.z as z from (input.a as a inner join input.b as b on a.id = b.id)
--> s: a.x a.id b.id a.* b.*
--> z: b.z a.id b.id a.* b.*

--- alias of a join in brackets
select j.z as s from (input.a as a inner join input.b as b on a.g = b.id) as j
--> s: a.id a.x a.y a.g b.id b.z b.w a.* b.*

--- from alone
with c as (from input.a) from c select x as s
--> s: a.x a.*

--- table alone
with c as (table input.a) select x as s from c
--> s: a.x a.*

--- schema before the column
select input.a.x as s from input.a
--> s: a.x a.*

--- a name of the outer query behind a column of the inner
select (select sum(a.x + z) from input.b where input.b.id = a.id) as s from input.a as a
--> s: a.x a.id b.z b.id a.* b.*

--- array of a subquery
select array(select z from input.b where w > 1) as s from input.a
--> s: b.z b.w a.* b.*

--- all of a subquery
select x as s from input.a where x > all (select z from input.b)
--> s: a.x b.z a.* b.*

--- row in rows
select x as s from input.a where (id, y) in (select id, w from input.b)
--> s: a.x a.id a.y b.id b.w a.* b.*

--- quantile within a group
select percentile_cont(0.5) within group (order by x) as s from input.a
--> s: a.x a.*

--- function that is not known
select histogram(x) as s from input.a
--> s: a.x a.*

--- values with names
select v.k as s, a.x as x from input.a as a, (values (1, 2), (3, 4)) as v (k, l) where a.id = v.k
--> s: a.id a.*
--> x: a.x a.id a.*

--- try cast and field of json
select try_cast(x as text) as s, to_json({'p': y})->>'$.p' as t from input.a
--> s: a.x a.*
--> t: a.y a.*

--- a cte inside a cte that shadows
with c as (select x as v from input.a)
select v as s from (with c as (select z as v from input.b) select v from c)
--> s: b.z b.*

--- a window over an aggregate
select g as g, sum(sum(x)) over (order by g) as s from input.a group by g
--> g: a.g a.*
--> s: a.x a.g a.*

--- capitals anywhere
with C as (select X as V from INPUT.A) select v as S from c
--> s: a.x a.*
