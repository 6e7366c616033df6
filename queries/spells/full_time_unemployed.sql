-- Full-time unemployed: one row per year and target group that occurs, each month by its
-- own code, spells under way at the start included. Person-months are rounded to whole
-- disclosure_min. Source: VIVE, the jobcentres 2011-2019 (Amilon et al.), section 3.1.2
-- and table 3.3.
-- @gate
-- @publish
-- @key(year, target_group)
with counted as (
    select
        year(person_months.month) as year,
        dream_code.target_group,
        sum(person_months.persons) as months
    from spells.person_months as person_months
    inner join reference.dream_code as dream_code
        on person_months.code = dream_code.code
    where dream_code.target_group is not null
    group by year(person_months.month), dream_code.target_group
),

rounded as (
    select
        year,
        target_group,
        {{ rounded('months') }} as months
    from counted
)

select
    year, -- the year
    target_group, -- the group
    months, -- months of unemployment, over all persons
    cast(months as double) / 12 as full_time -- full-time unemployed: those months by 12
from rounded
where months > 0
