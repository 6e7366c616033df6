{#- Whether a degree of employment is above 0; one that is not known (NULL or NaN) is not. -#}
{%- macro works(degree) -%}
coalesce({{ degree }} > 0 and not isnan({{ degree }}), false)
{%- endmacro -%}
