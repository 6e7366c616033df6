{#- Which side changed where a category did, between two rows of the balance: supply,
    demand, both; assessed where one of the two has no category. -#}
{%- macro crossed(earlier, later) -%}
case
        when {{ earlier }}.category is null or {{ later }}.category is null
            then 'assessed'
        when {{ later }}.good_prospects <> {{ earlier }}.good_prospects
            and {{ later }}.in_shortage <> {{ earlier }}.in_shortage
            then 'both'
        when {{ later }}.good_prospects <> {{ earlier }}.good_prospects then 'supply'
        else 'demand'
    end
{%- endmacro -%}
