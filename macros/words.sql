{#- Numbers and dates as people write them, in Danish (da) and English (en). -#}

{#- A number with a fixed count of decimals. -#}
{%- macro decimal(value, digits, language) -%}
{%- set text = "format('{:." ~ digits ~ "f}', cast(" ~ value ~ " as double))" -%}
{{ "replace(" ~ text ~ ", '.', ',')" if language == 'da' else text }}
{%- endmacro -%}

{#- A fraction as a percentage with one decimal. -#}
{%- macro percent(value, language) -%}
{{ decimal('100 * (' ~ value ~ ')', 1, language) }} || {{ "' pct.'" if language == 'da' else "'%'" }}
{%- endmacro -%}

{#- The distance of a fraction from a threshold, in percentage points. -#}
{%- macro points(value, language) -%}
{{ decimal('100 * abs(' ~ value ~ ')', 1, language) }} ||
    {{ "' procentpoint'" if language == 'da' else "' percentage points'" }}
{%- endmacro -%}

{#- A number written as it is declared, such as 30 or 0.35. -#}
{%- macro plain(value, language) -%}
{{ "replace(cast(" ~ value ~ " as text), '.', ',')" if language == 'da'
    else "cast(" ~ value ~ " as text)" }}
{%- endmacro -%}

{#- The first day of a month; reference dates fall in four months only. -#}
{%- macro day_in_words(value, language) -%}
{%- set names = {
    'da': ['1. januar', '1. april', '1. juli', '1. oktober'],
    'en': ['1 January', '1 April', '1 July', '1 October'],
}[language] -%}
case month({{ value }}) {% for name in names -%}
    when {{ 3 * loop.index0 + 1 }} then '{{ name }} '
    {%- endfor %} end || year({{ value }})
{%- endmacro -%}

{#- A number of answers or persons: whole where it is, else with one decimal. -#}
{%- macro counted(value, language) -%}
case
        when abs({{ value }} - round({{ value }})) < 1e-9
            then {{ decimal(value, 0, language) }}
        else {{ decimal(value, 1, language) }}
    end
{%- endmacro -%}

{#- A day of any month, such as 1 February 2026. -#}
{%- macro calendar_day(value, language) -%}
{%- set names = {
    'da': ['januar', 'februar', 'marts', 'april', 'maj', 'juni', 'juli', 'august',
        'september', 'oktober', 'november', 'december'],
    'en': ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
        'September', 'October', 'November', 'December'],
}[language] -%}
day({{ value }}) || '{{ '. ' if language == 'da' else ' ' }}' || case month({{ value }})
        {%- for name in names %} when {{ loop.index }} then '{{ name }} '
        {%- endfor %} end || year({{ value }})
{%- endmacro -%}
