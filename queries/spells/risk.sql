-- How many spells are under way in each month of their length, and how many end: one row
-- per target group, municipality size (all: every spell) and month from 1 to the group's
-- longest spell. Kaplan-Meier: whoever is still unemployed when the data end is at risk
-- in the last month and not after. Not published: it holds small counts.
-- @key(target_group, municipality_size, month)
with counted as (
    select target_group, 'all' as municipality_size, months, exit_reason, spells
    from spells.spell_count
    union all
    select target_group, municipality_size, months, exit_reason, spells
    from spells.spell_count
    where municipality_size is not null
),

ended as (
    select
        target_group,
        municipality_size,
        months as month,
        sum(spells) as last_months,
        sum(case when exit_reason <> 'still_unemployed' then spells else 0 end)
            as exits
    from counted
    group by target_group, municipality_size, months
),

longest as (
    select target_group, max(months) as months
    from spells.spell_count
    group by target_group
),

grid as (
    select
        part.target_group,
        part.municipality_size,
        month.month_number as month
    from (
        select distinct target_group, municipality_size from ended
    ) as part
    inner join longest on part.target_group = longest.target_group
    inner join input.dream_month as month
        on longest.months >= month.month_number
),

under_way as (
    select
        grid.target_group,
        grid.municipality_size,
        grid.month,
        sum(coalesce(ended.last_months, 0)) over (
            partition by grid.target_group, grid.municipality_size
            order by grid.month desc
        ) as at_risk,
        coalesce(ended.exits, 0) as exits
    from grid
    left join ended
        on grid.target_group = ended.target_group
        and grid.municipality_size = ended.municipality_size
        and grid.month = ended.month
),

{{ product_limit('under_way', ['target_group', 'municipality_size']) }}

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    month, -- month of the spell, 1 the first
    at_risk, -- spells of at least that length
    exits, -- of these, ended in that month
    survival, -- probability of lasting longer
    variance -- of the survival (Greenwood)
from product_limit
