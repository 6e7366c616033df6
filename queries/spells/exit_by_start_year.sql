-- Why spells ended, by the year in which they began: one row per target group, start
-- year and exit reason that occurs. Fewer spells than disclosure_min are not shown.
-- Source: VIVE, the jobcentres 2011-2019 (Amilon et al.), figures 4.1, 4.4, 4.7, 4.13.
-- @publish
-- @key(target_group, start_year, exit_reason)
with counted as (
    select target_group, start_year, exit_reason, sum(spells) as spells
    from spells.spell_count
    group by target_group, start_year, exit_reason
),

shared as (
    select
        target_group,
        start_year,
        exit_reason,
        spells,
        100 * cast(spells as double)
        / sum(spells) over (partition by target_group, start_year) as percent
    from counted
)

select
    target_group, -- group of the spell's last month
    start_year, -- the year in which it began
    exit_reason, -- why it ended
    case when {{ shown('spells') }} then cast(spells as bigint) end
        as spells, -- spells
    case when {{ shown('spells') }} then percent end
        as percent -- of all spells of the group that began in the year, 0-100
from shared
