{#- Ratios that are never divided by nothing. -#}

{#- A part of a whole; NULL where there is no whole. -#}
{%- macro share(part, whole) -%}
case when {{ whole }} > 0
    then {{ part }} / cast({{ whole }} as double)
end
{%- endmacro -%}

{#- At least the floor. -#}
{%- macro floored(value) -%}
greatest({{ value }}, {{ floor }})
{%- endmacro -%}
