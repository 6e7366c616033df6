-- How long the unemployed stay so (Kaplan-Meier): one row per region (DK: the country),
-- occupation field (all: every one, also none) and month since the spell began. Spells
-- that begin with a job-ready record, in its region and in each field in which the
-- person then has a job target. Every spell is followed for the whole months from its
-- start to the last day observed. Spells from before the first record was kept are taken
-- as complete. Counts are rounded to whole disclosure_min, and the rest to what as many
-- spells are worth; from where few are left there are no rows.
-- @gate
-- @publish
-- @key(region_id, field_da, month)
with ended as (
    select region_id, field_da, month, spells, exits
    from supply.length_count
),

grid as (
    select
        region_id,
        field_da,
        unnest(generate_series(1, max(month))) as month
    from ended
    group by region_id, field_da
),

{{ under_way('grid', 'ended', ['region_id', 'field_da']) }},

{{ product_limit('under_way', ['region_id', 'field_da']) }},

curve as (
    select
        *,
        {{ rounded('at_risk') }} as shown_at_risk,
        {{ rounded('exits') }} as shown_exits,
        {{ step('weight') }} as step
    from product_limit
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
    region_id, -- where the spell began; DK: the country
    field_da, -- occupation field of a job target; all: every spell
    month, -- months since the spell began
    shown_at_risk as at_risk, -- spells followed into the month
    shown_exits as exits, -- of these, ended in it; 0: none or few
    shown_survival as survival, -- probability of lasting longer, 0-1
    shown_error as std_error, -- its standard error (Greenwood), at least a step
    {{ shown_bound('shown_survival', 'shown_error', 'step', 'low') }}
        as survival_low, -- 95 pct interval (log-minus-log), lower end
    {{ shown_bound('shown_survival', 'shown_error', 'step', 'high') }}
        as survival_high -- upper end
from shown
