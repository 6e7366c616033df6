-- How many spells are under way in each month of their length, and how many end: one row
-- per target group, municipality size (all: every spell) and month from 1 to the group's
-- longest spell. Kaplan-Meier: whoever is still unemployed when the data end is at risk
-- in the last month and not after. Not published: it holds small counts.
-- @key(target_group, municipality_size, month)
with ended as (
    select
        target_group,
        municipality_size,
        months as month,
        sum(spells) as spells,
        sum(case when exit_reason <> 'still_unemployed' then spells else 0 end)
            as exits
    from spells.length_count
    group by target_group, municipality_size, months
),

longest as (
    select target_group, max(month) as month
    from ended
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
        on longest.month >= month.month_number
),

{{ under_way('grid', 'ended', ['target_group', 'municipality_size']) }},

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
