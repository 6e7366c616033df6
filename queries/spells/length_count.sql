-- How long spells lasted and why they ended: one row per target group, municipality size
-- (all: every spell), length and exit reason that occurs. Not published: it holds small
-- counts.
-- @key(target_group, municipality_size, months, exit_reason)
with counted as (
    select target_group, 'all' as municipality_size, months, exit_reason, spells
    from spells.spell_count
    union all
    select target_group, municipality_size, months, exit_reason, spells
    from spells.spell_count
    where municipality_size is not null
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    months, -- its length
    exit_reason, -- why it ended
    cast(sum(spells) as bigint) as spells -- spells
from counted
group by target_group, municipality_size, months, exit_reason
