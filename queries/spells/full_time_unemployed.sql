-- Full-time unemployed: one row per year and target group that occurs, each month by its
-- own code, spells under way at the start included. Fewer person-months than
-- disclosure_min are not shown. Source: VIVE, the jobcentres 2011-2019 (Amilon et al.),
-- section 3.1.2 and table 3.3.
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
)

select
    year, -- the year
    target_group, -- the group
    case when {{ shown('months') }} then cast(months as bigint) end
        as months, -- months of unemployment, over all persons
    case when {{ shown('months') }} then cast(months as double) / 12 end
        as full_time -- full-time unemployed: those months by 12
from counted
