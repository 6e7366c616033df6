-- What the survey's weights rest on: one row per half-year and level of collapsing. given:
-- the input's weights; cell: the answers of the title in the region; further on, whose
-- answers represent the cells that have attempts and no answer.
-- @publish
-- @key(period, level)
with given_weight as (
    select
        period,
        count(distinct region_id || '/' || occupation_id) as cells,
        {{ amount_sum('weight') }} as attempts
    from recruitment.answer
    where is_weighted
    group by period
),

made as (
    select period, level, count(*) as cells, {{ amount_sum('attempts') }} as attempts
    from recruitment.stratum
    group by period, level
),

either as (
    select period, 'given' as level, cells, attempts
    from given_weight
    union all
    select period, level, cells, attempts
    from made
)

select
    period, -- half-year @references(reference.period.period)
    level, -- whose answers represent the cells @in(given, cell, occupation, field_and_region, field, country)
    cells, -- titles in regions
    round(attempts, 1) as attempts, -- their recruitment attempts
    round(
        attempts / {{ amount_sum('attempts', over='(partition by period)') }}, 3
    )
        as share -- of the half-year's attempts, 0-1
from either
