-- Changes of category from one half-year to the next: one row per half-year, region
-- and title whose category is another than in the half-year before.
-- @publish
-- @key(period, region_id, occupation_id)
-- @rule(previous_category is distinct from category; a row is a change)
{# How likely it is that a side truly crossed: that it was as it was said to be before,
   and is so now. 1 of a side that did not cross; NULL where one of the two is. #}
{% macro p_side_changed(side, p) %}
case
        when later.category is null or earlier.category is null then null
        when later.{{ side }} and not earlier.{{ side }}
            then (1 - earlier.{{ p }}) * later.{{ p }}
        when earlier.{{ side }} and not later.{{ side }}
            then earlier.{{ p }} * (1 - later.{{ p }})
        else 1
    end
{%- endmacro %}
with dated as (
    select
        assessment.period,
        period.sort_order,
        assessment.region_id,
        assessment.occupation_id,
        assessment.category,
        assessment.good_prospects,
        assessment.in_shortage,
        assessment.category_steady,
        assessment.p_good_prospects,
        assessment.p_shortage,
        assessment.supply_basis,
        case assessment.supply_basis
            when 'exit_rate'
                then {{ published('(assessment.exit_rate - ' ~ exit_threshold ~ ')') }}
            when 'unemployment_ratio'
                then {{ published('(' ~ unemployment_ratio_threshold
                    ~ ' - assessment.unemployment_ratio)') }}
        end as supply_margin,
        {{ published('(assessment.shortage_rate - ' ~ shortage_threshold ~ ')') }}
            as shortage_margin
    from balance.assessment as assessment
    inner join reference.period as period
        on assessment.period = period.period
)

select
    later.period, -- half-year @references(reference.period.period)
    later.region_id, -- region; DK: the country @references(reference.region.region_id)
    later.occupation_id, -- title @references(reference.occupation.occupation_id)
    earlier.period as previous_period, -- the half-year before @references(reference.period.period)
    earlier.category as previous_category, -- category then; NULL: not assessed @references(reference.category.category)
    later.category, -- category now; NULL: not assessed @references(reference.category.category)
    {{ crossed('earlier', 'later') }}
        as crossed, -- side that changed @in(supply, demand, both, assessed)
    earlier.supply_basis as previous_supply_basis, -- what decided then
    later.supply_basis, -- what decides now
    earlier.supply_margin
        as previous_supply_margin, -- above 0: good prospects then, by this; 0.01 is 1 pct point
    later.supply_margin, -- above 0: good prospects now, by this; 0.01 is 1 pct point
    earlier.shortage_margin
        as previous_shortage_margin, -- from 0 on: shortage then, by this; 0.01 is 1 pct point
    later.shortage_margin, -- from 0 on: shortage now, by this; 0.01 is 1 pct point
    earlier.p_good_prospects
        as previous_p_good_prospects, -- probability, 0-1, of good prospects then
    later.p_good_prospects, -- probability, 0-1, of good prospects now
    earlier.p_shortage as previous_p_shortage, -- probability, 0-1, of shortage then
    later.p_shortage, -- probability, 0-1, of shortage now
    {{ published(
        p_side_changed('good_prospects', 'p_good_prospects')
        ~ ' * ' ~ p_side_changed('in_shortage', 'p_shortage'),
        'probability'
    ) }} as p_change, -- probability, 0-1, that what crossed truly did: then and now, independent
    earlier.category_steady
        as previous_category_steady, -- steady category then @references(reference.category.category)
    later.category_steady, -- steady category now @references(reference.category.category)
    later.category_steady <> earlier.category_steady
        as steady_changed -- whether the steady category changed too; NULL: one has none
from dated as later
inner join dated as earlier
    on later.sort_order = earlier.sort_order + 1
    and later.region_id = earlier.region_id
    and later.occupation_id = earlier.occupation_id
where later.category is distinct from earlier.category
