{#- Disclosure control of a count of spells: true of one that is shown. Used as
    `case when {{ shown('spells') }} then … end`; primary suppression only. -#}
{%- macro shown(count) -%}
{{ count }} not between 1 and {{ disclosure_min }} - 1
{%- endmacro -%}

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
