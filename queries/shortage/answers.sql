-- What employers answered: one row per half-year, region and title with answers.
-- Source: STAR (2025), box 1, empirical shortage rates. With survey weights the share
-- unfilled is weighted, and as unequal weights tell less, the answers count as the
-- effective number (Kish 1965).
-- @key(period, region_id, occupation_id)
-- @rule(unfilled <= effective_answers + 1e-9; no more are unfilled than answered)
-- @rule(effective_answers <= answers + 1e-9; weights make answers count less, not more)
with answer as (
    select
        period,
        region_id,
        occupation_id,
        case when outcome = 'unfilled' then 1 else 0 end as is_unfilled,
        {% if use_survey_weights %}
        coalesce(weight, 1e0) / max(coalesce(weight, 1e0)) over (
            partition by period, region_id, occupation_id
        ) as weight
        {% else %}
        1 as weight
        {% endif %}
    from input.recruitment_survey
),

summed as (
    select
        period,
        region_id,
        occupation_id,
        count(*) as answers,
        {{ exact_sum('weight') }} as weight,
        {{ exact_sum('weight * weight') }} as squared_weight,
        {{ exact_sum('weight * is_unfilled') }} as unfilled_weight
    from answer
    group by period, region_id, occupation_id
)

select
    period, -- half-year @not_null
    region_id, -- region @not_null
    occupation_id, -- title @not_null
    answers, -- answers, counted raw @min(1)
    weight * weight / squared_weight
        as effective_answers, -- as many as count: fewer where weights differ @min(0)
    weight / squared_weight * unfilled_weight
        as unfilled -- of the effective answers, those that ended unfilled @min(0)
from summed
