{#- Disclosure control of counts of spells, persons and person-months: to the nearest
    whole disclosure_min, so that no count of 1 to 4 is told from its neighbours, also
    where many figures rest on the same spells. After the standard rounding of HESA
    (United Kingdom). With disclosure_min 0 or 1 a count is as it is. -#}
{%- macro rounded(count) -%}
{%- if disclosure_min > 1 -%}
    cast(
            {{ disclosure_min }} * floor({{ count }} / {{ disclosure_min }}e0 + 0.5e0)
            as bigint
        )
{%- else -%}
    cast({{ count }} as bigint)
{%- endif -%}
{%- endmacro -%}

{#- Whether what is worked out from a rounded count is shown: not from a handful. -#}
{%- macro many(rounded_count) -%}
{{ rounded_count }} >= {{ 2 * disclosure_min if disclosure_min > 1 else 0 }}
{%- endmacro -%}

{#- The steps in which probabilities and means are told: 1, 2 or 5 times a power of ten,
    such that disclosure_min spells are worth a step at most. `weight` is what one spell
    is worth: of a curve, the share that is left by the number that it is left of. -#}
{%- macro step(weight) -%}
{%- if disclosure_min > 1 -%}
{%- set worth = disclosure_min ~ 'e0 * ' ~ weight -%}
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

{#- A figure rounded to whole steps. -#}
{%- macro stepped(figure, step) -%}
{%- if disclosure_min > 1 -%}
    round(round({{ figure }} / {{ step }}) * {{ step }}, 9)
{%- else -%}
    {{ figure }}
{%- endif -%}
{%- endmacro -%}
