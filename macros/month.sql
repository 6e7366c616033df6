{#- The first month that begins on a day or after it, counted in months from year 0. -#}
{%- macro month_from(day) -%}
(12 * year({{ day }}) + month({{ day }}) - 1
    + case when day({{ day }}) > 1 then 1 else 0 end)
{%- endmacro -%}
