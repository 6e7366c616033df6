-- What the unemployed take part in: one row per year, target group and activity that
-- occurs, counted in person-months. They are rounded to whole disclosure_min, and percent
-- is worked out from that. Source: VIVE, the jobcentres 2011-2019 (Amilon et al.),
-- section 3.1.2 and table 3.2.
-- @gate
-- @publish
-- @key(year, target_group, activity)
with counted as (
    select
        year(person_months.month) as year,
        dream_code.target_group,
        dream_code.activity,
        sum(person_months.persons) as months
    from spells.person_months as person_months
    inner join reference.dream_code as dream_code
        on person_months.code = dream_code.code
    where dream_code.target_group is not null
    group by
        year(person_months.month), dream_code.target_group, dream_code.activity
),

rounded as (
    select
        year,
        target_group,
        activity,
        {{ rounded('months') }} as months
    from counted
)

select
    year, -- the year
    target_group, -- the group
    activity, -- what goes on under the benefit
    months, -- months, over all persons
    100 * cast(months as double) / sum(months) over (partition by year, target_group)
        as percent -- of the group's months in the year, 0-100
from rounded
where months > 0
