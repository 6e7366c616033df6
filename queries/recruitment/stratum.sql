-- What an answer stands for where the input does not say it: one row per half-year in
-- which an answer has no weight, region and title with recruitment attempts or answers. Post-stratification: the cell's
-- attempts divided by its answers' positions; a cell without answers is represented by
-- those of its title in the country, else of its field in the region, else of its field,
-- else by all. An answer is an attempt itself, so a cell has as many at least.
-- Source: STAR's survey is grossed up so that the attempts represent the labour market;
-- the way is a choice.
-- @key(period, region_id, occupation_id)
-- @rule((positions > 0) = (level = 'cell'); a cell with answers speaks for itself)
with unweighted as (
    select distinct period
    from input.recruitment_survey
    where weight is null
),

answered as (
    select
        answer.period,
        answer.region_id,
        answer.occupation_id,
        {{ amount_sum('coalesce(answer.positions, 1e0)') }} as positions
    from input.recruitment_survey as answer
    inner join unweighted on answer.period = unweighted.period
    group by answer.period, answer.region_id, answer.occupation_id
),

tried as (
    select
        recruitment.period,
        recruitment.region_id,
        recruitment.occupation_id,
        recruitment.attempts
    from input.recruitment as recruitment
    inner join unweighted on recruitment.period = unweighted.period
    where recruitment.attempts > 0
),

cell as (
    select
        coalesce(answered.period, tried.period) as period,
        coalesce(answered.region_id, tried.region_id) as region_id,
        coalesce(answered.occupation_id, tried.occupation_id) as occupation_id,
        coalesce(answered.positions, 0e0) as positions,
        greatest(coalesce(tried.attempts, 0e0), coalesce(answered.positions, 0e0))
            as attempts
    from answered
    full join tried
        on answered.period = tried.period
        and answered.region_id = tried.region_id
        and answered.occupation_id = tried.occupation_id
),

pooled as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        coalesce(occupation.field_da, 'unknown') as field_da,
        cell.positions,
        cell.attempts,
        {{ amount_sum(
            'cell.positions', over='(partition by cell.period, cell.occupation_id)'
        ) }} as in_occupation,
        {{ amount_sum(
            'cell.positions', over='(partition by cell.period, occupation.field_da, cell.region_id)'
        ) }} as in_field_and_region,
        {{ amount_sum(
            'cell.positions', over='(partition by cell.period, occupation.field_da)'
        ) }} as in_field,
        {{ amount_sum(
            'cell.positions', over='(partition by cell.period)'
        ) }} as in_country
    from cell
    inner join input.occupation as occupation
        on cell.occupation_id = occupation.occupation_id
),

levelled as (
    select
        *,
        case
            when positions > 0 then 'cell'
            when in_occupation > 0 then 'occupation'
            when in_field_and_region > 0 then 'field_and_region'
            when in_field > 0 then 'field'
            else 'country'
        end as level
    from pooled
),

lent as (
    select
        *,
        {{ amount_sum(
            "case when level = 'occupation' then attempts else 0 end",
            over='(partition by period, occupation_id)'
        ) }} as by_occupation,
        {{ amount_sum(
            "case when level = 'field_and_region' then attempts else 0 end",
            over='(partition by period, field_da, region_id)'
        ) }} as by_field_and_region,
        {{ amount_sum(
            "case when level = 'field' then attempts else 0 end",
            over='(partition by period, field_da)'
        ) }} as by_field,
        {{ amount_sum(
            "case when level = 'country' then attempts else 0 end",
            over='(partition by period)'
        ) }} as by_country
    from levelled
)

select
    period, -- half-year @not_null
    region_id, -- region @not_null
    occupation_id, -- title @not_null
    positions, -- positions that answers tell of @min(0)
    attempts, -- recruitment attempts, no fewer than positions @min(0)
    level, -- whose answers represent the cell @in(cell, occupation, field_and_region, field, country)
    case
        when positions > 0
            then attempts / positions
                + by_occupation / in_occupation
                + by_field_and_region / in_field_and_region
                + by_field / in_field
                + by_country / in_country
    end as weight -- attempts that a position in the cell's answers stands for @min(1)
from lent
