-- Why spells ended and how long they were: one row per target group and exit reason
-- that occurs. Percent is of all spells of the group. Spells are rounded to whole
-- disclosure_min, and percent is worked out from that. Means are rounded to steps that so
-- many spells are worth. Source: VIVE, the jobcentres 2011-2019 (Amilon et al.), tables
-- 4.2-4.5.
-- @gate
-- @publish
-- @key(target_group, exit_reason)
with counted as (
    select
        target_group,
        exit_reason,
        sum(spells) as spells,
        sum(spells * months) as months,
        sum(spells * months * months) as squared_months
    from spells.spell_count
    group by target_group, exit_reason
),

measured as (
    select
        target_group,
        exit_reason,
        spells,
        {{ rounded('spells') }} as shown_spells,
        cast(months as double) / spells as mean_months,
        case
            when spells > 1
                then sqrt(
                    cast(spells * squared_months - months * months as double)
                    / spells / (spells - 1)
                )
        end as sd_months
    from counted
),

-- what one spell is worth: by so much does it move the mean, if it is off as others are
stepped as (
    select
        *,
        greatest({{ step('(greatest(sd_months, 1e-1) / spells)') }}, 1e-1) as step
    from measured
)

select
    target_group, -- group of the spell's last month
    exit_reason, -- why it ended
    shown_spells as spells, -- spells
    100 * cast(shown_spells as double)
    / sum(shown_spells) over (partition by target_group)
        as percent, -- of all spells of the group, 0-100
    {{ stepped('mean_months', 'step') }}
        as mean_months, -- mean length
    {{ stepped('sd_months', 'step') }}
        as sd_months -- its standard deviation; NULL for one spell
from stepped
where shown_spells > 0
