-- What it costs that counts of few persons are hidden: one row per half-year and measure,
-- over the regions, in whole percent. How many categories exact counts would change is shown
-- where many have one: of few, a person more or less could be seen in it.
-- @gate
-- @publish
-- @key(period, measure)
{% set many = 1000 %}
{% set measures = {
    'unemployed_hidden': ['is_hidden', '1'],
    'left_hidden': ['is_left_hidden', '1'],
    'categories_changed': ['is_changed', 'is_assessed'],
    'employees_in_changed': ['is_changed * employees', 'is_assessed * employees'],
} %}
with cell as (
    select
        cell.period,
        coalesce(cell.full_time_employees, 0) as employees,
        case when shown.unemployed_hidden is not null then 1 else 0 end as is_hidden,
        case when shown.left_hidden is not null then 1 else 0 end as is_left_hidden,
        case when cell.category is not null then 1 else 0 end as is_assessed,
        case when cell.category <> exact.category then 1 else 0 end as is_changed
    from balance.unrounded as cell
    inner join supply.shown as shown
        on cell.period = shown.period
        and cell.region_id = shown.region_id
        and cell.occupation_id = shown.occupation_id
    inner join balance.exact_category as exact
        on cell.period = exact.period
        and cell.region_id = exact.region_id
        and cell.occupation_id = exact.occupation_id
)

{% for measure, (part, whole) in measures.items() %}
{% if not loop.first %}
union all
{% endif %}
select
    period, -- half-year @references(reference.period.period)
    '{{ measure }}' as measure, -- unemployed or left hidden, categories that exact counts would change, employees in these
    case
        when {{ 'true' if whole == '1' else 'sum(is_assessed) >= ' ~ many }}
            then cast(
                round(100 * {{ exact_sum(part) }} / nullif({{ exact_sum(whole) }}, 0))
                as bigint
            )
    end as percent -- of all cells, of those with a category, of the employees in these @min(0) @max(100)
from cell
group by period
{% endfor %}
