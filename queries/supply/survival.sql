-- How long the unemployed stay so (Kaplan-Meier): one row per region (DK: the country),
-- occupation field (all: every one, also none) and month since the spell began. Spells
-- that begin with a job-ready record, in its region and in each field in which the
-- person then has a job target. An open spell is followed for the whole months until the
-- data end. Counts are rounded to whole disclosure_min, and the rest to what as many
-- spells are worth; from where hardly any are left there are no rows.
-- @publish
-- @key(region_id, field_da, month)
with extent as (
    select max(greatest(start_date, coalesce(end_date, start_date))) as last_day
    from input.unemployment_spell
),

begun as (
    select
        spell.person_id,
        spell.start_date,
        record.region_id,
        spell.end_date <= extent.last_day as has_ended,
        least(spell.end_date, extent.last_day) as last_date
    from supply.spell as spell
    inner join input.unemployment_spell as record
        on spell.person_id = record.person_id
        and spell.start_date = record.start_date
    cross join extent
    where record.job_ready
),

whole as (
    select
        *,
        datesub('month', start_date, last_date) as whole_months
    from begun
),

-- a month that has begun counts if the spell ends in it, not if the data do
lasting as (
    select
        person_id,
        start_date,
        region_id,
        has_ended,
        case
            when has_ended and (
                whole_months = 0
                or start_date + whole_months * interval 1 month < last_date
            ) then whole_months + 1
            else whole_months
        end as months
    from whole
),

field as (
    select distinct
        lasting.person_id,
        lasting.start_date,
        occupation.field_da
    from lasting
    inner join input.job_target as target
        on lasting.person_id = target.person_id
        and lasting.start_date >= target.start_date
        and (
            target.end_date is null
            or lasting.start_date < target.end_date
        )
    inner join input.occupation as occupation
        on target.occupation_id = occupation.occupation_id
    where occupation.field_da is not null
),

sorted as (
    select region_id, 'all' as field_da, months, has_ended
    from lasting
    union all
    select lasting.region_id, field.field_da, lasting.months, lasting.has_ended
    from lasting
    inner join field
        on lasting.person_id = field.person_id
        and lasting.start_date = field.start_date
),

counted as (
    select
        region_id,
        field_da,
        months,
        count(*) as spells,
        count(*) filter (where has_ended) as exits
    from sorted
    where months > 0
    group by region_id, field_da, months
),

ended as (
    select region_id, field_da, months as month, spells, exits
    from counted
    union all
    select 'DK' as region_id, field_da, months, sum(spells), sum(exits)
    from counted
    group by field_da, months
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
)

select
    region_id, -- where the spell began; DK: the country
    field_da, -- occupation field of a job target; all: every spell
    month, -- months since the spell began
    shown_at_risk as at_risk, -- spells followed into the month
    shown_exits as exits, -- of these, ended in it
    case when {{ many('shown_at_risk') }}
        then {{ stepped('survival', 'step') }} end
        as survival, -- probability of lasting longer, 0-1
    case when {{ many('shown_at_risk') }}
        then {{ stepped('greatest(sqrt(variance), step)', 'step') }} end
        as std_error, -- its standard error (Greenwood), at least a step
    case when {{ many('shown_at_risk') }}
        then {{ stepped(log_log_bound('survival', 'variance', 'low'), 'step') }} end
        as survival_low, -- 95 pct interval (log-minus-log), lower end
    case when {{ many('shown_at_risk') }}
        then {{ stepped(log_log_bound('survival', 'variance', 'high'), 'step') }} end
        as survival_high -- upper end
from curve
where shown_at_risk > 0
