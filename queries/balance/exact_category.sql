-- What the category of a region would be if counts of persons entered as they are: one
-- row per half-year, region and title. The model keeps its coefficients and weights,
-- which hidden counts hardly move. It stands beside the gate and is not published:
-- balance.suppression_share tells of it in whole percent.
-- @key(period, region_id, occupation_id)
-- @rows(= reference.cell)
with amount as (
    select
        counted.period,
        counted.region_id,
        counted.occupation_id,
        counted.unemployed,
        counted.left_within_3_months,
        employment.full_time_employees,
        {{ if_known('counted.unemployed', 'employment.full_time_employees') }}
            as unemployed_known,
        {{ if_known('employment.full_time_employees', 'counted.unemployed') }}
            as employees_known
    from supply.unemployed as counted
    left join input.employment as employment
        on counted.period = employment.period
        and counted.region_id = employment.region_id
        and counted.occupation_id = employment.occupation_id
    where counted.region_id <> 'DK'
),

pooled as (
    select
        *,
        {{ sum_of_others('unemployed_known', 'title') }} as unemployed_elsewhere,
        {{ sum_of_others('employees_known', 'title') }} as employees_elsewhere
    from amount
    window title as (partition by period, occupation_id)
),

elsewhere as (
    select
        pooled.*,
        {{ smoothed_ratio(
            'pooled.unemployed_elsewhere', 'pooled.employees_elsewhere',
            'level.unemployment_ratio', smoothing_title
        ) }} as ratio_elsewhere,
        {{ smoothed_ratio(
            '(pooled.unemployed_elsewhere + coalesce(pooled.unemployed_known, 0))',
            '(pooled.employees_elsewhere + coalesce(pooled.employees_known, 0))',
            'level.unemployment_ratio', smoothing_title
        ) }} as national_ratio
    from pooled
    inner join shortage.title_level as level on pooled.period = level.period
),

regional as (
    select
        *,
        {{ smoothed_ratio(
            'unemployed_known', 'employees_known',
            'ratio_elsewhere', smoothing_unemployed
        ) }} as ratio
    from elsewhere
),

coefficient as (
    select
        period,
        max(estimate) filter (where term = 'log_unemployment_ratio') as of_national,
        max(estimate) filter (where term = 'log_unemployment_ratio_deviation')
            as of_regional,
        max(estimate) filter (where term = 'advertising_share_deviation') as of_adverts
    from (
        select period, term, estimate from shortage.general_fit where term = other_term
        union all
        select period, term, estimate from shortage.regional_fit where term = other_term
    ) as fit
    group by period
),

deviating as (
    select
        regional.*,
        coalesce(
            coefficient.of_regional
            * ({{ log_ratio('regional.ratio') }}
                - {{ log_ratio('regional.ratio_elsewhere') }})
            + coefficient.of_adverts * indicator.advertising_share_deviation,
            0
        ) as log_regional_tendency,
        exp(
            coalesce(
                coefficient.of_national
                * ({{ log_ratio('regional.national_ratio') }}
                    - national.log_unemployment_ratio),
                0
            )
        ) as prediction_factor
    from regional
    inner join shortage.indicator as indicator
        on regional.period = indicator.period
        and regional.region_id = indicator.region_id
        and regional.occupation_id = indicator.occupation_id
    inner join shortage.national_indicator as national
        on regional.period = national.period
        and regional.occupation_id = national.occupation_id
    left join coefficient on regional.period = coefficient.period
),

general as (
    select
        deviating.*,
        rate.shortage_basis,
        rate.prior_weight,
        rate.answers_used as n,
        rate.unfilled_used as y,
        {{ held(
            '((tendency.prediction_weight * coalesce(tendency.predicted_rate'
            ~ ' * deviating.prediction_factor, 0)'
            ~ ' + tendency.worth_elsewhere * coalesce(tendency.rate_elsewhere, 0))'
            ~ ' / nullif(tendency.tendency_weight, 0))',
            indicator_floor, rate_ceiling
        ) }} as general_tendency
    from deviating
    inner join shortage.general_tendency as tendency
        on deviating.period = tendency.period
        and deviating.region_id = tendency.region_id
        and deviating.occupation_id = tendency.occupation_id
    inner join shortage.regional_rate as rate
        on deviating.period = rate.period
        and deviating.region_id = rate.region_id
        and deviating.occupation_id = rate.occupation_id
),

bounded as (
    select
        *,
        {{ held('exp(log_regional_tendency)', '1e0 / ' ~ regional_bound, regional_bound) }}
            as regional_tendency
    from general
),

regional_adjusted as (
    select
        *,
        {{ held(
            'general_tendency * regional_tendency', indicator_floor, rate_ceiling
        ) }} as adjusted_rate
    from bounded
),

decided as (
    select
        *,
        case
            when unemployed >= {{ min_unemployed }} and unemployed > 0
                then {{ reaches('left_within_3_months / cast(unemployed as double)',
                    exit_threshold) }}
            when full_time_employees > 0
                then not {{ reaches('unemployed / full_time_employees',
                    unemployment_ratio_threshold) }}
        end as good_prospects,
        case
            when shortage_basis = '1' then {{ reaches('y / n', shortage_threshold) }}
            when shortage_basis is not null
                then {{ reaches('(prior_weight * adjusted_rate + y) / (prior_weight + n)',
                    shortage_threshold) }}
        end as in_shortage
    from regional_adjusted
)

select
    decided.period, -- half-year
    decided.region_id, -- region
    decided.occupation_id, -- title
    decided.good_prospects, -- can the unemployed find work, by the exact counts?
    decided.in_shortage, -- do employers fail to recruit, by the exact counts?
    category.category -- good, poor, shortage or paradox @references(reference.category.category)
from decided
left join reference.category as category
    on decided.good_prospects = category.good_prospects
    and decided.in_shortage = category.in_shortage
