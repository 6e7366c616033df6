{#- The exit rate as a beta distribution at two levels: from the relation `counted`, one row
    per cell with `moment` (what tells one cohort from another), region_id, occupation_id,
    is_country, unemployed, leavers, and the precisions kappa_title and kappa_region. CTEs,
    the last named `distributed`, with expected_rate, prior_weight, alpha and beta. -#}
{%- macro exit_estimate(moment) -%}
valued as (
    select
        *,
        case
            when is_country then null
            else {{ worth('unemployed', 'kappa_region') }}
        end as worth,
        {{ exact_sum('case when not is_country then leavers end', over='half_year') }}
        / nullif(
            {{ exact_sum(
                'case when not is_country then unemployed end', over='half_year'
            ) }},
            0
        ) as country_rate
    from counted
    window half_year as (partition by {{ moment }})
),

weighed as (
    select
        *,
        {{ sum_of_others('worth', 'title') }} as worth_elsewhere,
        {{ sum_of_others('worth * leavers / nullif(unemployed, 0)', 'title') }}
            as leavers_worth_elsewhere,
        {{ held('country_rate', '0.001', '0.999') }} as mean
    from valued
    window title as (partition by {{ moment }}, occupation_id)
),

updated as (
    select
        *,
        (kappa_title * mean + leavers_worth_elsewhere)
        / (kappa_title + worth_elsewhere) as tendency
    from weighed
),

bounded as (
    select
        *,
        {{ held('tendency', '0.001', '0.999') }} as general_rate
    from updated
),

expected as (
    select
        *,
        case when is_country then mean else general_rate end as expected_rate,
        case
            when is_country then kappa_title
            else {{ weight_of(
                'general_rate',
                '(general_rate * (1 - general_rate) * least(
                    1 / (kappa_title + worth_elsewhere + 1) + 1 / (kappa_region + 1),
                    0.95
                ))'
            ) }}
        end as prior_weight
    from bounded
),

distributed as (
    select
        *,
        prior_weight * expected_rate + leavers as alpha,
        prior_weight * (1 - expected_rate) + unemployed - leavers as beta
    from expected
)
{%- endmacro -%}
