-- What to know of a figure before it is used alone: one row per half-year, region (DK:
-- the country), title and measure that is model-only, breaks its series or is of low
-- reliability. All other figures are normal. Its codes go into SDMX as OBS_STATUS.
-- A choice of this project; the width is a parameter.
-- @materialize(view)
-- @publish
-- @key(period, region_id, occupation_id, measure)
with figure as (
    select
        assessment.period,
        period.sort_order,
        assessment.region_id,
        assessment.occupation_id,
        assessment.exit_rate,
        assessment.supply_basis,
        assessment.shortage_rate,
        assessment.shortage_basis = '6' as is_model_only,
        assessment.shortage_basis in ('4', '5', '6') as is_without_answers,
        assessment.shortage_rate_high - assessment.shortage_rate_low
        > {{ unreliable_width }} as is_wide
    from balance.assessment as assessment
    inner join reference.period as period
        on assessment.period = period.period
),

-- a rate that rests on the region's own answers, and on none half a year before, or
-- the other way round, is another kind of figure
compared as (
    select
        later.*,
        coalesce(
            later.is_without_answers <> earlier.is_without_answers, false
        ) as shortage_breaks
    from figure as later
    left join figure as earlier
        on later.sort_order = earlier.sort_order + 1
        and later.region_id = earlier.region_id
        and later.occupation_id = earlier.occupation_id
),

judged as (
    {% for measure in [
        'shortage_rate', 'shortage_rate_low', 'shortage_rate_high', 'p_shortage'
    ] %}
    select
        period,
        region_id,
        occupation_id,
        '{{ measure }}' as measure,
        is_model_only,
        shortage_breaks as is_break,
        is_wide as is_unreliable
    from compared
    where shortage_rate is not null
    union all
    {% endfor %}
    select
        period,
        region_id,
        occupation_id,
        'exit_rate',
        false,
        false,
        supply_basis is distinct from 'exit_rate'
    from compared
    where exit_rate is not null
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    measure, -- column of balance.assessment
    case
        when is_model_only then 'e'
        when is_break then 'b'
        else 'u'
    end as obs_status, -- the first that holds @in(e, b, u)
    is_model_only, -- e: the model alone gives the rate, basis 6
    is_break, -- b: own answers now and none half a year before, or the reverse
    is_unreliable -- u: a wide interval, or too few unemployed for the exit rate
from judged
where is_model_only or is_break or is_unreliable
