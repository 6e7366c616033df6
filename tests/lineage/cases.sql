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
