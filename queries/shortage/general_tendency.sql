-- The general tendency G: a title's shortage outside the region. One row per
-- half-year, region and title. Source: STAR (2025), Prædiktionsdel and figure 2.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
with elsewhere as (
    select
        own.period,
        own.region_id,
        own.occupation_id,
        sum(other.answers) as answers_elsewhere,
        sum(other.unfilled) as unfilled_elsewhere
    from shortage.cell as own
    inner join shortage.cell as other
        on own.period = other.period
        and own.occupation_id = other.occupation_id
        and own.region_id <> other.region_id
    group by own.period, own.region_id, own.occupation_id
),

informed as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        cell.answers_national,
        coalesce(elsewhere.answers_elsewhere, 0) as answers_elsewhere,
        coalesce(elsewhere.unfilled_elsewhere, 0) as unfilled_elsewhere,
        prediction.predicted_rate
    from shortage.cell as cell
    left join elsewhere
        on cell.period = elsewhere.period
        and cell.region_id = elsewhere.region_id
        and cell.occupation_id = elsewhere.occupation_id
    left join shortage.general_prediction as prediction
        on cell.period = prediction.period
        and cell.occupation_id = prediction.occupation_id
),

tendency as (
    select
        period,
        region_id,
        occupation_id,
        answers_elsewhere,
        unfilled_elsewhere,
        predicted_rate,
        case
            when answers_national = 0 then predicted_rate
            when answers_national < {{ min_answers }}
                and predicted_rate is not null
                then ({{ prior_answers }} * predicted_rate + unfilled_elsewhere)
                    / ({{ prior_answers }} + answers_elsewhere)
            when answers_elsewhere > 0
                then unfilled_elsewhere / answers_elsewhere
        end as general_tendency
    from informed
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    answers_elsewhere, -- answers in the other regions
    unfilled_elsewhere, -- of these, ended unfilled
    predicted_rate, -- the general model's prediction
    case
        when general_tendency is not null
            then greatest(general_tendency, {{ indicator_floor }})
    end as general_tendency -- the title's shortage outside the region, 0-1 @min(0) @max(1)
from tendency
