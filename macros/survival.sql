{#- A pointwise 95 pct interval of a probability, by the log-minus-log transformation:
    its end `side`, low or high. The interval of 0 or 1 is the point itself. -#}
{%- macro log_log_bound(probability, variance, side) -%}
case
        when {{ probability }} <= 1e-300 or {{ probability }} >= 1 - 1e-15
            or {{ variance }} <= 0
            then {{ probability }}
        else power(
            {{ probability }},
            exp(
                {{ '-' if side == 'low' }}1.959963984540054e0 * sqrt({{ variance }})
                / ({{ probability }} * ln({{ probability }}))
            )
        )
    end
{%- endmacro -%}

{#- The same of a probability and a standard error as they are shown, in whole steps: it
    reaches a step at least, for so much may be left out by the rounding. -#}
{%- macro shown_bound(probability, std_error, step, side) -%}
{%- set variance = std_error ~ ' * ' ~ std_error -%}
{%- set bound = log_log_bound(probability, variance, side) -%}
{%- if side == 'low' -%}
{%- set end = 'greatest(least(' ~ bound ~ ', ' ~ probability ~ ' - ' ~ step ~ '), 0e0)' -%}
{%- else -%}
{%- set end = 'least(greatest(' ~ bound ~ ', ' ~ probability ~ ' + ' ~ step ~ '), 1e0)' -%}
{%- endif -%}
{{ stepped(end, step) }}
{%- endmacro -%}

{#- How many are under way in each month, and how many end: one CTE, named under_way,
    with the columns `keys`, month, at_risk and exits. `grid` has every key and month;
    `ended`, where there are any, the spells that last just so long and the exits among
    them. Whoever has not left when the data end is at risk in the last month and not
    after. -#}
{%- macro under_way(grid, ended, keys) -%}
under_way as (
    select
        {{ keys | join(', ') }},
        month,
        sum(coalesce({{ ended }}.spells, 0)) over (
            partition by {{ keys | join(', ') }}
            order by month desc
        ) as at_risk,
        coalesce({{ ended }}.exits, 0) as exits
    from {{ grid }}
    left join {{ ended }} using ({{ keys | join(', ') }}, month)
)
{%- endmacro -%}

{#- Kaplan-Meier of a relation with the columns `keys`, month, at_risk and exits: CTEs,
    the last one named product_limit, with survival and variance (Greenwood), and the
    weight that a spell has in the month. The survival is a product: a sum of
    logarithms, and 0 once everybody has left. The weight is the share that is left by
    the number that it is left of: one by all, and more for each that is left when others
    go unfollowed. It is worked out from the rounded counts, so that it tells no more. -#}
{%- macro product_limit(relation, keys) -%}
stay as (
    select
        {{ keys | join(', ') }},
        month,
        at_risk,
        exits,
        case when exits > 0 and exits = at_risk then 1 else 0 end as ends_here,
        case
            when exits < at_risk
                then ln((at_risk - exits) / cast(at_risk as double))
            else 0e0
        end as log_stay,
        case
            when exits < at_risk
                then exits / cast(at_risk as double) / (at_risk - exits)
            else 0e0
        end as greenwood
    from {{ relation }}
),

stayed as (
    select
        *,
        sum(ends_here) over so_far as ended_by_now,
        exp({{ exact_sum('log_stay', over='so_far', places=28) }}) as share,
        {{ exact_sum('greenwood', over='so_far', places=28) }} as relative_variance
    from stay
    window so_far as (partition by {{ keys | join(', ') }} order by month)
),

lasted as (
    select
        {{ keys | join(', ') }},
        month,
        cast(at_risk as double) as at_risk,
        cast(exits as double) as exits,
        case when ended_by_now > 0 then 0e0 else share end as survival,
        case when ended_by_now > 0 then 0e0
            else share * share * relative_variance end as variance
    from stayed
),

followed as (
    select
        *,
        {{ rounded('at_risk') }} as shown_at_risk,
        {{ rounded('at_risk') }} - {{ rounded('exits') }} as shown_stay
    from lasted
),

unfollowed as (
    select
        *,
        first_value(shown_at_risk) over curve as shown_all,
        case
            when shown_at_risk > 0 and lag(shown_stay) over curve > 0
                then ln(
                    lag(shown_stay) over curve / cast(shown_at_risk as double)
                )
            else 0e0
        end as log_more
    from followed
    window curve as (partition by {{ keys | join(', ') }} order by month)
),

product_limit as (
    select
        {{ keys | join(', ') }},
        month,
        at_risk,
        exits,
        survival,
        variance,
        greatest(exp({{ exact_sum('log_more', over='so_far', places=28) }}), 1e0)
            / nullif(shown_all, 0) as weight
    from unfollowed
    window so_far as (partition by {{ keys | join(', ') }} order by month)
)
{%- endmacro -%}
