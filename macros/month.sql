{#- The first month that begins on a day or after it, counted in months from year 0. -#}
{%- macro month_from(day) -%}
(12 * year({{ day }}) + month({{ day }}) - 1
    + case when day({{ day }}) > 1 then 1 else 0 end)
{%- endmacro -%}

{#- A month counted from year 0, written 2025-12. -#}
{%- macro month_name(month) -%}
lpad(cast(cast(floor({{ month }} / 12e0) as bigint) as text), 4, '0')
    || '-' || lpad(cast({{ month }} % 12 + 1 as text), 2, '0')
{%- endmacro -%}

{#- Whole months from one first of a month to another. -#}
{%- macro months_between(earlier, later) -%}
cast(
        12 * (year({{ later }}) - year({{ earlier }}))
        + month({{ later }}) - month({{ earlier }}) as bigint
    )
{%- endmacro -%}
