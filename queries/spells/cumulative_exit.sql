-- How many have left unemployment, how soon and to what: one row per target group,
-- municipality size (all: every spell), exit reason that occurs in the group, and month
-- from 1 to the group's longest spell. Months in which fewer than disclosure_min spells
-- are under way or end for the reason have no figures. Source: VIVE, the jobcentres
-- 2011-2019 (Amilon et al.), section 4.1.4 and figures 4.3 and 4.15.
-- @publish
-- @key(target_group, municipality_size, exit_reason, month)
with flagged as (
    select
        *,
        {{ shown('at_risk') }} and {{ shown('exits') }} as is_shown
    from spells.incidence
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    exit_reason, -- the reason followed, all others competing
    month, -- month of the spell, 1 the first
    case when {{ shown('at_risk') }} then cast(at_risk as bigint) end
        as at_risk, -- spells of at least that length
    case when is_shown then cast(exits as bigint) end
        as exits, -- of these, ended in that month for the reason
    case when is_shown then probability end
        as probability, -- of having ended for the reason by then, 0-1
    case when is_shown then sqrt(variance) end
        as std_error, -- its standard error (Aalen)
    case when is_shown
        then {{ log_log_bound('probability', 'variance', 'low') }} end
        as probability_low, -- 95 pct interval (log-minus-log), lower end
    case when is_shown
        then {{ log_log_bound('probability', 'variance', 'high') }} end
        as probability_high -- upper end
from flagged
