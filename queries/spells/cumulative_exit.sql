-- How many have left unemployment, how soon and to what: one row per target group,
-- municipality size (all: every spell), exit reason that occurs in the group, and month
-- from 1 to the group's longest spell. Counts are rounded to whole disclosure_min, and
-- the rest to what as many spells are worth. Source: VIVE, the jobcentres 2011-2019
-- (Amilon et al.), section 4.1.4 and figures 4.3 and 4.15.
-- @publish
-- @key(target_group, municipality_size, exit_reason, month)
with curve as (
    select
        *,
        {{ rounded('at_risk') }} as shown_at_risk,
        {{ rounded('exits') }} as shown_exits,
        {{ step('weight') }} as step
    from spells.incidence
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    exit_reason, -- the reason followed, all others competing
    month, -- month of the spell, 1 the first
    shown_at_risk as at_risk, -- spells of at least that length
    shown_exits as exits, -- of these, ended in that month for the reason
    case when {{ many('shown_at_risk') }}
        then {{ stepped('probability', 'step') }} end
        as probability, -- of having ended for the reason by then, 0-1
    case when {{ many('shown_at_risk') }}
        then {{ stepped('greatest(sqrt(variance), step)', 'step') }} end
        as std_error, -- its standard error (Aalen), at least a step
    case when {{ many('shown_at_risk') }}
        then {{ stepped(log_log_bound('probability', 'variance', 'low'), 'step') }} end
        as probability_low, -- 95 pct interval (log-minus-log), lower end
    case when {{ many('shown_at_risk') }}
        then {{ stepped(log_log_bound('probability', 'variance', 'high'), 'step') }} end
        as probability_high -- upper end
from curve
