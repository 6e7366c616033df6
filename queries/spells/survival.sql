-- How long unemployment lasts (Kaplan-Meier): one row per target group, municipality
-- size (all: every spell) and month that any reach. Counts are rounded to whole
-- disclosure_min, and the rest to what as many spells are worth; no row tells that there
-- are spells where the rounded number is 0.
-- @gate
-- @publish
-- @key(target_group, municipality_size, month)
with curve as (
    select
        *,
        {{ rounded('at_risk') }} as shown_at_risk,
        {{ rounded('exits') }} as shown_exits,
        {{ step('weight') }} as step
    from spells.risk
),

-- the interval is that of the figures shown, so that it tells no more than they do
shown as (
    select
        *,
        {{ stepped_left('survival', 'step') }} as shown_survival,
        {{ stepped('greatest(sqrt(variance), step)', 'step') }} as shown_error
    from curve
    where shown_at_risk > 0
)

select
    target_group, -- group of the spell's last month
    municipality_size, -- all, or the inhabitants of the jobcentre's municipalities
    month, -- month of the spell, 1 the first
    shown_at_risk as at_risk, -- spells of at least that length
    shown_exits as exits, -- of these, ended in that month; 0: none or few
    shown_survival as survival, -- probability of lasting longer, 0-1
    shown_error as std_error, -- its standard error (Greenwood), at least a step
    {{ shown_bound('shown_survival', 'shown_error', 'step', 'low') }}
        as survival_low, -- 95 pct interval (log-minus-log), lower end
    {{ shown_bound('shown_survival', 'shown_error', 'step', 'high') }}
        as survival_high -- upper end
from shown
