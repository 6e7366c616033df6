-- What employers answered: one row per half-year, region and title with answers.
-- Source: STAR (2025), box 1, empirical shortage rates.
-- @key(period, region_id, occupation_id)
-- @rule(unfilled <= answers + 1e-9; no more are unfilled than answered)
with answer as (
    select
        period,
        region_id,
        occupation_id,
        case when outcome = 'unfilled' then 1 else 0 end as is_unfilled,
        weight
    from input.recruitment_survey
)

select
    period, -- half-year @not_null
    region_id, -- region @not_null
    occupation_id, -- title @not_null
    count(*) as answers, -- answers, counted raw @min(1)
    {% if use_survey_weights %}
    count(*) * (sum(weight * is_unfilled) / sum(weight))
        as unfilled -- answers times the weighted share that ended unfilled @min(0)
    {% else %}
    cast(sum(is_unfilled) as double)
        as unfilled -- of these, attempts that ended unfilled @min(0)
    {% endif %}
from answer
group by period, region_id, occupation_id
