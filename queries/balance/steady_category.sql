-- The category that changes only when it is likely to have: one row per half-year,
-- region (DK: the country) and title. Each side is what its newest decisive half-year
-- says, this one or an earlier one; before any, what is likelier of the first half-year
-- that says anything. It stands beside the category of the documents and replaces it
-- nowhere. A choice of this project.
-- @key(period, region_id, occupation_id)
-- @rows(= supply.prospects)
{% set sides = {
    'good_prospects': 'p_good_prospects', 'in_shortage': 'p_shortage'
} %}
with likely as (
    select
        prospects.period,
        prospects.region_id,
        prospects.occupation_id,
        prospects.good_prospects is not null and rate.in_shortage is not null
            as is_assessed,
        prospects.p_good_prospects,
        rate.p_shortage
    from supply.prospects as prospects
    inner join shortage.rate as rate
        on prospects.period = rate.period
        and prospects.region_id = rate.region_id
        and prospects.occupation_id = rate.occupation_id
),

decisive as (
    select
        *,
        {% for side, p in sides.items() %}
        case
            when {{ reaches(p, steady_probability) }} then true
            when {{ reaches('1 - ' ~ p, steady_probability) }} then false
        end as decisive_{{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from likely
),

steady as (
    select
        period,
        region_id,
        occupation_id,
        is_assessed,
        {% for side, p in sides.items() %}
        coalesce(
            last_value(decisive_{{ side }} ignore nulls) over so_far,
            {{ reaches('first_value(' ~ p ~ ' ignore nulls) over so_far', 0.5) }}
        ) as {{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from decisive
    window so_far as (partition by region_id, occupation_id order by period)
)

select
    steady.period, -- half-year
    steady.region_id, -- region; DK: the country
    steady.occupation_id, -- title
    steady.good_prospects
        as good_prospects_steady, -- as the newest decisive half-year says
    steady.in_shortage as in_shortage_steady, -- as the newest decisive half-year says
    category.category
        as category_steady -- NULL: no category this half-year @references(reference.category.category)
from steady
left join reference.category as category
    on steady.good_prospects = category.good_prospects
    and steady.in_shortage = category.in_shortage
    and steady.is_assessed
