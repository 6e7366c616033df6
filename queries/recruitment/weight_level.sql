-- What the survey's weights rest on: one row per half-year and level of collapsing. given:
-- the input's weights; cell: the answers of the title in the region; further on, whose
-- answers represent the cells that have attempts and no answer; none: nobody's.
-- @publish
-- @key(period, level)
with given as (
    select period, bool_or(is_weighted) as is_weighted
    from recruitment.answer
    group by period
),

cell as (
    select
        stratum.period,
        case when given.is_weighted and stratum.level = 'cell' then 'given'
            when given.is_weighted then 'none'
            else stratum.level end as level,
        count(*) as cells,
        sum(stratum.attempts) as attempts
    from recruitment.stratum as stratum
    left join given on stratum.period = given.period
    group by all
)

select
    period, -- half-year @references(reference.period.period)
    level, -- whose answers represent the cells @in(given, cell, occupation, field_and_region, field, country, none)
    cells, -- titles in regions
    round(attempts, 1) as attempts, -- their recruitment attempts
    round(attempts / sum(attempts) over (partition by period), 3)
        as share -- of the half-year's attempts, 0-1
from cell
