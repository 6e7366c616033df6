-- What disclosure control costs: one row per half-year and measure, over regions and
-- country. Of how many figures are left out, those too small to be shown and those
-- that would give one back are told apart only where both are many.
-- @publish
-- @key(period, measure)
{% set many = 20 %}
{% set measures = [
    'unemployed', 'left_within_3_months', 'full_time_employees',
    'unemployment_ratio', 'supply_basis', 'good_prospects'
] %}
with figure as (
    {% for measure in measures %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        cell.period,
        '{{ measure }}' as measure,
        suppression.{{ measure }} as reason
    from balance.undisclosed as cell
    inner join balance.suppression as suppression
        on cell.period = suppression.period
        and cell.region_id = suppression.region_id
        and cell.occupation_id = suppression.occupation_id
    where cell.{{ measure }} is not null
    {% endfor %}
    union all
    select
        cell.period,
        'shortage_rate' as measure,
        case when cell.shortage_basis <> '1'
            then suppression.regional_tendency end as reason
    from balance.undisclosed as cell
    inner join balance.suppression as suppression
        on cell.period = suppression.period
        and cell.region_id = suppression.region_id
        and cell.occupation_id = suppression.occupation_id
    where cell.shortage_rate is not null
),

counted as (
    select
        period,
        measure,
        count(*) as cells,
        count(reason) as suppressed,
        count(*) filter (where reason = 'small') as primary_suppressed
    from figure
    group by period, measure
)

select
    period, -- half-year @references(reference.period.period)
    measure, -- column of balance.assessment
    cells, -- figures that there are
    suppressed, -- of these, left out
    case
        when primary_suppressed >= {{ many }}
            and suppressed - primary_suppressed >= {{ many }}
            then primary_suppressed
    end as primary_suppressed, -- left out as too small; NULL: too few to tell
    case
        when primary_suppressed >= {{ many }}
            and suppressed - primary_suppressed >= {{ many }}
            then suppressed - primary_suppressed
    end as secondary_suppressed, -- left out to protect those; NULL: too few to tell
    suppressed / cast(cells as double) as share -- suppressed by cells, 0-1 @min(0) @max(1)
from counted
