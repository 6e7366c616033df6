-- How long unemployment lasts (Kaplan-Meier): one row per target group, municipality
-- size (all: every spell) and month from 1 to the group's longest spell. Months in which
-- fewer than disclosure_min spells are under way or end have no figures.
-- @publish
-- @key(target_group, municipality_size, month)
with flagged as (
    select
        *,
        {{ shown('at_risk') }} and {{ shown('exits') }} as is_shown
    from spells.risk
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    month, -- month of the spell, 1 the first
    case when {{ shown('at_risk') }} then cast(at_risk as bigint) end
        as at_risk, -- spells of at least that length
    case when is_shown then cast(exits as bigint) end
        as exits, -- of these, ended in that month
    case when is_shown then survival end
        as survival, -- probability of lasting longer, 0-1
    case when is_shown then sqrt(variance) end
        as std_error, -- its standard error (Greenwood)
    case when is_shown
        then {{ log_log_bound('survival', 'variance', 'low') }} end
        as survival_low, -- 95 pct interval (log-minus-log), lower end
    case when is_shown
        then {{ log_log_bound('survival', 'variance', 'high') }} end
        as survival_high -- upper end
from flagged
