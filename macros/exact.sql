{#- Figures that no order of rows and no number of threads changes, not in the last bit:
    sums are made of decimals, and a threshold is reached from 1e-12 below it on. -#}

{#- A number as it enters a sum: to 18 decimals, below 1e20; or to other `places`. -#}
{%- macro exact(value, places=18) -%}
cast({{ value }} as decimal(38, {{ places }}))
{%- endmacro -%}

{#- A sum, `where` a condition holds, `over` a window where it is one. -#}
{%- macro exact_sum(value, where='', over='', places=18) -%}
cast(
        sum({{ exact(value, places) }})
        {%- if where %} filter (where {{ where }}){% endif %}
        {%- if over %} over {{ over }}{% endif %} as double
    )
{%- endmacro -%}

{#- A sum of amounts that are given in decimals, such as weights: to six of them. Then it
    is the number nearest to the sum on any engine, and what lies just between two rounded
    figures, as 5.05 does, goes the same way everywhere. -#}
{%- macro amount_sum(value, where='', over='') -%}
{{ exact_sum(value, where, over, 6) }}
{%- endmacro -%}

{#- The same over a window, the row itself left out; 0 where there is no other. -#}
{%- macro sum_of_others(value, over) -%}
cast(
        coalesce(sum({{ exact(value) }}) over {{ over }}, 0)
        - coalesce({{ exact(value) }}, 0) as double
    )
{%- endmacro -%}

{#- Whether a figure is at a threshold or above it. -#}
{%- macro reaches(value, threshold) -%}
{{ value }} >= {{ threshold }} - 1e-12
{%- endmacro -%}

{#- A figure within bounds; NULL stays NULL, which least and greatest leave out. -#}
{%- macro held(value, low, high) -%}
case
        when {{ value }} is not null
            then greatest(least({{ value }}, {{ high }}), {{ low }})
    end
{%- endmacro -%}
