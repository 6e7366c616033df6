-- What the balance covers: one row per half-year and measure, a share 0-1, over the
-- regions. Source: STAR (2025), page 1 and figure 2.
-- @publish
-- @key(period, measure)
with cell as (
    select
        period,
        region_id,
        occupation_id,
        answers,
        shortage_basis,
        coalesce(full_time_employees, 0) as full_time_employees,
        shortage_basis is not null as is_assessed
    from balance.unrounded
    where region_id <> 'DK'
),

occupation as (
    select
        period,
        occupation_id,
        min(case when is_assessed then 1 else 0 end) as assessed,
        min(case when answers >= {{ min_answers }} then 1 else 0 end)
            as survey_only
    from cell
    group by period, occupation_id
),

employment as (
    select period, nullif({{ exact_sum('full_time_employees') }}, 0) as employees
    from cell
    group by period
),

measured as (
    select
        period,
        'occupations_assessed_everywhere' as measure,
        avg(cast(assessed as double)) as value
    from occupation
    group by period
    union all
    select
        period,
        'occupations_survey_only_everywhere',
        avg(cast(survey_only as double))
    from occupation
    group by period
    union all
    select
        cell.period,
        'employment_assessed',
        {{ exact_sum(
            'case when cell.is_assessed then cell.full_time_employees else 0 end'
        ) }} / max(employment.employees)
    from cell
    inner join employment on cell.period = employment.period
    group by cell.period
    {% for basis in range(1, 7) %}
    union all
    select
        cell.period,
        'employment_basis_{{ basis }}',
        {{ exact_sum(
            "case when cell.shortage_basis = '" ~ basis
            ~ "' then cell.full_time_employees else 0 end"
        ) }} / max(employment.employees)
    from cell
    inner join employment on cell.period = employment.period
    group by cell.period
    {% endfor %}
)

select
    period, -- half-year @references(reference.period.period)
    measure, -- what is measured
    {{ published('value') }} as value -- share of titles or of full-time employees, 0-1 @min(0) @max(1)
from measured
