-- Why spells ended, by the year in which they began: one row per target group, start
-- year and exit reason that occurs. Spells are rounded to whole disclosure_min, and
-- percent is worked out from that. Source: VIVE, the jobcentres 2011-2019 (Amilon et
-- al.), figures 4.1, 4.4, 4.7, 4.13.
-- @gate
-- @publish
-- @key(target_group, start_year, exit_reason)
with counted as (
    select target_group, start_year, exit_reason, sum(spells) as spells
    from spells.spell_count
    group by target_group, start_year, exit_reason
),

rounded as (
    select
        target_group,
        start_year,
        exit_reason,
        {{ rounded('spells') }} as spells
    from counted
)

select
    target_group, -- group of the spell's last month
    start_year, -- the year in which it began
    exit_reason, -- why it ended
    spells, -- spells
    100 * cast(spells as double) / sum(spells) over (partition by target_group, start_year)
        as percent -- of all spells of the group that began in the year, 0-100
from rounded
where spells > 0
