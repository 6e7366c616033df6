-- The groups of answers that are withheld: one row per group of recruitment.tally with
-- fewer firms than disclosure_min_answers, or that has to be hidden with them. Not
-- published. A title adds up to its field, fields and industries to all recruitment,
-- regions to the country: where of such a sum one part alone is hidden, or the hidden
-- parts together are of too few firms, the smallest of the others is hidden too.
-- @key(survey_window, level, key, region_id)
with cell as (
    select
        row_number() over (order by survey_window, level, key, region_id) as cell,
        survey_window,
        level,
        key,
        region_id,
        firms
    from recruitment.tally
),

-- a cell's place in the sums it is in; is_sum: it is what the others add up to
named as (
    select
        cell,
        concat(survey_window, ' regions of ', level, ' ', key) as line,
        region_id = 'DK' as is_sum
    from cell
    union all
    select
        cell.cell,
        concat(
            cell.survey_window, ' titles of ', coalesce(occupation.field_da, 'unknown'),
            ' in ', cell.region_id
        ),
        false
    from cell
    inner join input.occupation as occupation on cell.key = occupation.occupation_id
    where cell.level = 'occupation'
    union all
    select
        cell,
        concat(survey_window, ' titles of ', key, ' in ', region_id),
        true
    from cell
    where level = 'field'
    {% for part in ['field', 'industry'] %}
    union all
    select
        cell,
        concat(survey_window, ' {{ part }} in ', region_id),
        level = 'country'
    from cell
    where level in ('{{ part }}', 'country')
    {% endfor %}
),

place as (
    select
        named.cell,
        dense_rank() over (order by named.line) as line,
        named.is_sum,
        -- the smallest of a line first, its sum last
        row_number() over (
            partition by named.line order by named.is_sum, cell.firms, named.cell
        ) as position,
        case when named.is_sum then 0 else cell.firms end as firms
    from named
    inner join cell on named.cell = cell.cell
),

hidden_0 as (
    select cell
    from cell
    where firms < {{ disclosure_min_answers if disclosure_min > 0 else 0 }}
),

{% for number in range(6) %}
-- lines that give a hidden cell back, or too few firms
weak_{{ number }} as (
    select place.line
    from hidden_{{ number }} as hidden
    inner join place on hidden.cell = place.cell
    group by place.line
    having count(*) = 1
        or (
            sum(place.firms) < {{ disclosure_min_answers }}
            and not bool_or(place.is_sum)
        )
),

hidden_{{ number + 1 }} as (
    select cell
    from hidden_{{ number }}
    union
    select min_by(place.cell, place.position)
    from weak_{{ number }} as weak
    inner join place on weak.line = place.line
    where place.cell not in (select cell from hidden_{{ number }})
    group by place.line
){{ ',' if not loop.last }}

{% endfor %}
select
    cell.survey_window, -- the months that the answers lie in
    cell.level, -- what the key names
    cell.key, -- a field, industry or title; all: the country's recruitment
    cell.region_id -- region; DK: the country
from cell
inner join hidden_6 as hidden on cell.cell = hidden.cell
