-- The general tendency G: a title's shortage outside the region. One row per
-- half-year, region and title. Source: STAR (2025), Prædiktionsdel and figure 2: the
-- prediction is updated with the answers of the other regions, and from 30 of them on
-- it is left out; the weights are a choice.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
with informed as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        cell.answers_elsewhere,
        cell.model_answers,
        cell.model_unfilled,
        prediction.predicted_rate,
        prediction.log_rate_error,
        title.kappa as kappa_title,
        region.kappa as kappa_region
    from shortage.cell as cell
    inner join shortage.general_prediction as prediction
        on cell.period = prediction.period
        and cell.occupation_id = prediction.occupation_id
    inner join shortage.precision as title
        on cell.period = title.period
        and title.level = 'title'
    inner join shortage.precision as region
        on cell.period = region.period
        and region.level = 'region'
),

valued as (
    select
        *,
        case
            when model_answers = 0 then 0
            when {{ prior_answers }} > 0 then model_answers
            else {{ worth('model_answers', 'kappa_region') }}
        end as answers_worth,
        predicted_rate * (1 - predicted_rate) as spread
    from informed
),

weighed as (
    select
        *,
        {{ sum_of_others('answers_worth', 'title') }} as worth_elsewhere,
        {{ sum_of_others(
            'answers_worth * model_unfilled / nullif(model_answers, 0)', 'title'
        ) }} as unfilled_worth_elsewhere,
        least(
            spread / (kappa_title + 1)
            + power(predicted_rate * log_rate_error, 2),
            0.98 * spread
        ) as prediction_variance
    from valued
    window title as (partition by period, occupation_id)
),

updated as (
    select
        *,
        case
            when predicted_rate is null then 0
            when {{ reaches('answers_elsewhere', min_answers) }} then 0
            when {{ prior_answers }} > 0 then {{ prior_answers }}
            else greatest(
                {{ weight_of('predicted_rate', 'prediction_variance') }}, 0.5
            )
        end as prediction_weight
    from weighed
),

tendency as (
    select
        *,
        prediction_weight + worth_elsewhere as tendency_weight,
        (
            prediction_weight * coalesce(predicted_rate, 0)
            + unfilled_worth_elsewhere
        ) / nullif(prediction_weight + worth_elsewhere, 0) as tendency
    from updated
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    predicted_rate, -- what is expected of the title
    prediction_weight, -- what that is worth, in answers @min(0)
    answers_elsewhere, -- answers in the other regions, counted raw
    worth_elsewhere, -- what they are worth for the title's rate, in answers @min(0)
    unfilled_worth_elsewhere / nullif(worth_elsewhere, 0)
        as rate_elsewhere, -- their shortage rate, each region by that worth
    tendency_weight, -- answers that the tendency rests on, in all
    {{ held('tendency', indicator_floor, rate_ceiling) }}
        as general_tendency -- the title's shortage outside the region, 0-1 @min(0) @max(1)
from tendency
