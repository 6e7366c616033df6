-- How closely shortage rates lie around what is expected of them: one row per half-year
-- and level: titles around the model's prediction, regions around their title. Knowing
-- what is expected is worth kappa answers. Estimated from the answers by moments; a
-- choice of this project.
-- @publish
-- @key(period, level)
with title as (
    select
        period,
        'title' as level,
        unfilled_national as events,
        effective_national as trials,
        predicted_rate as mean,
        0e0 as variance
    from shortage.general_prediction
    where is_predicted and answers_national >= 1
),

compared as (
    select
        period,
        model_unfilled,
        model_answers,
        model_answers_elsewhere,
        model_unfilled_elsewhere / model_answers_elsewhere as mean
    from shortage.cell
    where {{ reaches('model_answers', 2) }}
        and {{ reaches('answers_elsewhere', 30) }}
),

region as (
    select
        period,
        'region' as level,
        model_unfilled as events,
        model_answers as trials,
        model_answers_elsewhere,
        {{ held('mean', indicator_floor, rate_ceiling) }} as mean
    from compared
),

cell as (
    select period, level, events, trials, mean, variance
    from title
    union all
    select
        period, level, events, trials, mean,
        mean * (1 - mean) / model_answers_elsewhere
    from region
),

{{ precisions('cell') }}

select
    period, -- half-year @references(reference.period.period)
    level, -- title: around the prediction; region: around the title @in(title, region)
    kappa, -- what knowing the level above is worth, in answers @min(1) @max(3000)
    cells -- titles or cells that it is estimated from @min(0)
from precision
