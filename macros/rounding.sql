{#- The least count of persons that is shown as it is. A hidden count would follow from the
    rule itself where 1 alone is small, so disclosure_min 2 is taken as 3; below 2 no count
    is small, and all are shown. -#}
{%- macro least_shown() -%}
{{ {1: 0, 2: 3}.get(disclosure_min, disclosure_min) }}
{%- endmacro -%}

{#- A figure as it is published: a rate, share, tendency or the end of an interval to
    three decimals, a probability to two, an estimate of the model to four significant
    digits. What is decided by it has been decided before. -#}
{%- macro published(figure, as='rate') -%}
{%- if disclosure_min == 0 -%}
{{ figure }}
{%- elif as == 'estimate' -%}
case
        when {{ figure }} = 0 then 0e0
        else round({{ figure }} * power(1e1, 3 - floor(log10(abs({{ figure }})))))
            / power(1e1, 3 - floor(log10(abs({{ figure }}))))
    end
{%- else -%}
round({{ figure }}, {{ {'rate': 3, 'probability': 2}[as] }})
{%- endif -%}
{%- endmacro -%}

{#- Disclosure control of counts of spells, persons and person-months: to the nearest
    whole disclosure_min, also where many figures rest on the same spells, and what would
    be just one disclosure_min to 0. So a count of 1 to 4 stands neither at the lower nor
    at the upper end of the counts that are shown alike (0 to 7), where sums of others
    could pin it. After the standard rounding of HESA (United Kingdom). With
    disclosure_min 0 or 1 a count is as it is. -#}
{%- macro rounded(count) -%}
{%- if disclosure_min > 1 -%}
    cast(
            case
                when {{ count }} >= {{ 1.5 * disclosure_min }}e0 then
                    {{ disclosure_min }}
                    * floor({{ count }} / {{ disclosure_min }}e0 + 0.5e0)
                else 0
            end as bigint
        )
{%- else -%}
    cast({{ count }} as bigint)
{%- endif -%}
{%- endmacro -%}

{#- Whether what is worked out from a rounded count is shown: not from a handful. -#}
{%- macro many(rounded_count) -%}
{{ rounded_count }} >= {{ 2 * disclosure_min if disclosure_min > 1 else 0 }}
{%- endmacro -%}

{#- The steps to which probabilities and means are rounded: 1, 2 or 5 times a power of ten,
    such that disclosure_min spells are worth a step at most. `weight` is what one spell
    is worth: of a curve, the share that is left by the number that it is left of. What
    is a step but for its last bits is that step. -#}
{%- macro step(weight) -%}
{%- if disclosure_min > 1 -%}
{%- set worth = disclosure_min * (1 - 1e-9) ~ 'e0 * ' ~ weight -%}
{%- set power = 'power(1e1, floor(log10(' ~ worth ~ ')))' -%}
    {{ power }} * case
            when {{ worth }} <= {{ power }} then 1e0
            when {{ worth }} <= 2e0 * {{ power }} then 2e0
            when {{ worth }} <= 5e0 * {{ power }} then 5e0
            else 1e1
        end
{%- else -%}
    0e0
{%- endif -%}
{%- endmacro -%}

{#- A figure rounded to whole steps; of two that are as near, to the higher. -#}
{%- macro stepped(figure, step) -%}
{%- if disclosure_min > 1 -%}
    round(round(round({{ figure }} / {{ step }}, 9)) * {{ step }}, 9)
{%- else -%}
    {{ figure }}
{%- endif -%}
{%- endmacro -%}

{#- The share that is left, so that it is 1 less the rounded share that is gone: were
    both rounded on their own, they would tell where a share lies just between. -#}
{%- macro stepped_left(share, step) -%}
{%- if disclosure_min > 1 -%}
    round(1 - {{ stepped('(1 - ' ~ share ~ ')', step) }}, 9)
{%- else -%}
    {{ share }}
{%- endif -%}
{%- endmacro -%}

{#- The gate of a count of persons by something new: a CTE named gated, with period, the
    `keys`, occupation_id and `name`, of a relation `persons` with these and region_id and
    person_id, one row per person or more. It has only counts that may be shown beside the
    balance, so that no difference between them gives one back:
      those made of persons all of whose own cells the gate of the balance shows,
      in titles where no such count is small.
    Where the new thing splits a region's unemployed (`of` persons) the counts are rounded
    to whole disclosure_min; where it puts regions together (`of` regions) they need not be.
    A relation that uses it says @gate. -#}
{%- macro gated_count(persons, keys, name='unemployed', of='persons') -%}
{%- set by = ['period', 'occupation_id'] + keys -%}
counted as (
    select
        {%- for key in by %}
        persons.{{ key }},
        {%- endfor %}
        count(distinct persons.person_id) as persons,
        count(*) filter (where shown.{{ name }} is null) as hidden
    from {{ persons }} as persons
    inner join supply.shown as shown
        on persons.period = shown.period
        and persons.region_id = shown.region_id
        and persons.occupation_id = shown.occupation_id
    group by
        {%- for key in by %}
        persons.{{ key }}{{ ',' if not loop.last }}
        {%- endfor %}
),

compared as (
    select
        *,
        min(persons) over (partition by period, occupation_id) as fewest
    from counted
),

gated as (
    select
        {{ by | join(', ') }},
        {{ 'persons' if of == 'regions' else rounded('persons') }} as {{ name }}
    from compared
    where hidden = 0
        and fewest >= {{ least_shown() }}
)
{%- endmacro -%}
