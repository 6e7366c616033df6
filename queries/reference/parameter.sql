-- The parameters that this build used, one row per name and period from which a
-- value holds.
-- @publish
-- @key(name, from_period)
with declared as (
    select name, value, unit, from_period, source, meaning
    from reference.parameter_default
),

setting as (
    select name, value
    from engine.setting
),

in_force as (
    select
        declared.name,
        coalesce(setting.value, declared.value) as value,
        declared.value as default_value,
        declared.unit,
        case when setting.name is null then declared.from_period end
            as from_period,
        case when setting.name is null then declared.source
            else 'set for this build' end as source,
        declared.meaning,
        row_number() over (
            partition by declared.name order by declared.from_period
        ) as position,
        setting.name is not null as overridden
    from declared
    left join setting on declared.name = setting.name
)

select
    name, -- the parameter's name
    value, -- the value used, as text
    default_value, -- the value declared
    unit, -- what the value is measured in
    from_period, -- first half-year it holds for; NULL: always @optional
    source, -- where the value comes from
    meaning -- what it decides
from in_force
where position = 1 or not overridden
