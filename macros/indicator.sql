{#- The indicators of shortage (STAR 2025), each a ratio of two sums over the rows in
    which both its parts are known; NULL where there is none or the denominator's sum
    is 0. Given a single row, the sums are that row's own values. -#}
{%- macro ratio_of_sums(part, whole) -%}
case
        when sum({{ whole }}) filter (where {{ part }} is not null) > 0
            then sum({{ part }}) filter (where {{ whole }} is not null)
                / sum({{ whole }}) filter (where {{ part }} is not null)
    end
{%- endmacro -%}

{#- The three indicators of a group of cells, each under its name. -#}
{%- macro indicators() -%}
{{ ratio_of_sums('unemployed', 'full_time_employees') }} as unemployment_ratio,
    {{ ratio_of_sums('advertised_hires', 'hires') }} as advertising_share,
    {{ ratio_of_sums('attempts', 'full_time_employees') }}
        as recruitment_intensity
{%- endmacro -%}

{#- The logarithm of a ratio that may be 0: at least the parameter indicator_floor. -#}
{%- macro log_ratio(ratio) -%}
case when {{ ratio }} is not null then ln(greatest({{ ratio }}, {{ indicator_floor }})) end
{%- endmacro -%}
