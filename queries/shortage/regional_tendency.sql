-- The regional tendency R and the adjusted rate A: one row per half-year, region and
-- title. Source: STAR (2025), Prædiktionsdel; the bound on R is a choice.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
-- @rule(regional_tendency <= {{ regional_bound }}; R within its bound)
-- @rule(regional_tendency >= 1e0 / {{ regional_bound }}; R within its bound)
{% set predictors = [
    'log_unemployment_ratio_deviation', 'advertising_share_deviation'
] %}
with known as (
    select
        period,
        region_id,
        occupation_id,
        {{ predictors | join(', ') }}
    from shortage.indicator
    where {{ predictors | join(' is not null and ') }} is not null
),

predictor as (
    {% for predictor in predictors %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        period,
        region_id,
        occupation_id,
        '{{ predictor }}' as term,
        {{ predictor }} as value
    from known
    {% endfor %}
),

{{ predicted(
    'predictor', 'shortage.regional_fit', ['period', 'region_id', 'occupation_id']
) }},

joined as (
    select
        tendency.period,
        tendency.region_id,
        tendency.occupation_id,
        tendency.general_tendency,
        coalesce(predicted.log_rate, 0) as log_regional_tendency,
        coalesce(predicted.log_rate_error, 0) as log_regional_error
    from shortage.general_tendency as tendency
    left join predicted
        on tendency.period = predicted.period
        and tendency.region_id = predicted.region_id
        and tendency.occupation_id = predicted.occupation_id
),

bounded as (
    select
        *,
        {{ held('exp(log_regional_tendency)', '1e0 / ' ~ regional_bound, regional_bound) }}
            as regional_tendency
    from joined
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    general_tendency, -- G: the title's shortage outside the region
    regional_tendency, -- R: the region's deviation, a factor @not_null
    log_regional_error, -- standard error of ln R; 0: R is 1 @min(0)
    {{ held('general_tendency * regional_tendency', indicator_floor, rate_ceiling) }}
        as adjusted_rate -- A: G times R, within the model's bounds @min(0) @max(1)
from bounded
