{#- The indicators of shortage (STAR 2025), each a ratio of two sums over the regions in
    which both its parts are known. Small denominators make them noise, so each is drawn
    towards the level above: as if so much more had been counted there (smoothing). -#}

{#- What is summed of an amount: its value where the other part of the ratio is known. -#}
{%- macro if_known(amount, other) -%}
case when {{ other }} is not null then {{ amount }} end
{%- endmacro -%}

{#- A plain ratio of sums; NULL where there is none or the denominator's sum is 0. -#}
{%- macro ratio_of_sums(part, whole) -%}
case
        when {{ exact_sum(whole, where=part ~ ' is not null') }} > 0
            then {{ exact_sum(part, where=whole ~ ' is not null') }}
                / {{ exact_sum(whole, where=part ~ ' is not null') }}
    end
{%- endmacro -%}

{#- A ratio to employees, of unemployed or of attempts: as if `smoothing` more had been
    counted, on as many employees as the level above has them. NULL without employees. -#}
{%- macro smoothed_ratio(part, employees, above, smoothing) -%}
case
        when {{ employees }} > 0
            then {{ above }} * ({{ part }} + {{ smoothing }})
                / nullif({{ employees }} * {{ above }} + {{ smoothing }}, 0)
    end
{%- endmacro -%}

{#- A share of hires: as if `smoothing` more hires had been made, advertised as often as
    at the level above. -#}
{%- macro smoothed_share(part, hires, above, smoothing) -%}
({{ part }} + {{ smoothing }} * {{ above }}) / nullif({{ hires }} + {{ smoothing }}, 0)
{%- endmacro -%}

{#- The logarithm of a ratio that may be 0: at least the parameter indicator_floor. -#}
{%- macro log_ratio(ratio) -%}
case when {{ ratio }} is not null then ln(greatest({{ ratio }}, {{ indicator_floor }})) end
{%- endmacro -%}
