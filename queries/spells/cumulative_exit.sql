-- How many have left unemployment, how soon and to what: one row per target group,
-- municipality size (all: every spell), exit reason that spells.exit_reason has of the
-- group, and month that any spell reaches. Counts are rounded to whole disclosure_min,
-- and the rest to what as many spells are worth; no row tells that there are spells where
-- the rounded number is 0. Source: VIVE, the jobcentres 2011-2019 (Amilon et al.),
-- section 4.1.4 and figures 4.3 and 4.15.
-- @gate
-- @publish
-- @key(target_group, municipality_size, exit_reason, month)
with curve as (
    select
        incidence.*,
        {{ rounded('incidence.at_risk') }} as shown_at_risk,
        {{ rounded('incidence.exits') }} as shown_exits,
        {{ step('incidence.weight') }} as step
    from spells.incidence as incidence
    inner join spells.exit_reason as reason
        on incidence.target_group = reason.target_group
        and incidence.exit_reason = reason.exit_reason
),

-- the interval is that of the figures shown, so that it tells no more than they do
shown as (
    select
        *,
        {{ stepped('probability', 'step') }} as shown_probability,
        {{ stepped('greatest(sqrt(variance), step)', 'step') }} as shown_error
    from curve
    where shown_at_risk > 0
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    exit_reason, -- the reason followed, all others competing
    month, -- month of the spell, 1 the first
    shown_at_risk as at_risk, -- spells of at least that length
    shown_exits as exits, -- of these, ended in that month for the reason; 0: none or few
    shown_probability as probability, -- of having ended for the reason by then, 0-1
    shown_error as std_error, -- its standard error (Aalen), at least a step
    {{ shown_bound('shown_probability', 'shown_error', 'step', 'low') }}
        as probability_low, -- 95 pct interval (log-minus-log), lower end
    {{ shown_bound('shown_probability', 'shown_error', 'step', 'high') }}
        as probability_high -- upper end
from shown
