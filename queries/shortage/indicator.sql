-- The indicators of shortage in a region and in the other regions pooled: one row
-- per half-year, region and title. Source: STAR (2025), Estimationsdelen; the smoothing
-- is a choice: the others pooled towards the level of all titles, the region towards
-- the others.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
with amount as (
    select
        period,
        region_id,
        occupation_id,
        {{ if_known('unemployed', 'full_time_employees') }} as unemployed,
        {{ if_known('full_time_employees', 'unemployed') }} as employees,
        {{ if_known('advertised_hires', 'hires') }} as advertised_hires,
        {{ if_known('hires', 'advertised_hires') }} as hires
    from shortage.cell
),

pooled as (
    select
        *,
        {{ sum_of_others('unemployed', 'title') }} as unemployed_elsewhere,
        {{ sum_of_others('employees', 'title') }} as employees_elsewhere,
        {{ sum_of_others('advertised_hires', 'title') }}
            as advertised_hires_elsewhere,
        {{ sum_of_others('hires', 'title') }} as hires_elsewhere,
        count(hires) over title
        - case when hires is null then 0 else 1 end as regions_elsewhere
    from amount
    window title as (partition by period, occupation_id)
),

levelled as (
    select
        pooled.*,
        level.unemployment_ratio as level_unemployment_ratio,
        level.advertising_share as level_advertising_share
    from pooled
    inner join shortage.title_level as level on pooled.period = level.period
),

elsewhere as (
    select
        *,
        {{ smoothed_ratio(
            'unemployed_elsewhere', 'employees_elsewhere',
            'level_unemployment_ratio', smoothing_title
        ) }} as unemployment_ratio_elsewhere,
        case
            when regions_elsewhere > 0
                then {{ smoothed_share(
                    'advertised_hires_elsewhere', 'hires_elsewhere',
                    'level_advertising_share', smoothing_hires
                ) }}
        end as advertising_share_elsewhere
    from levelled
),

regional as (
    select
        *,
        {{ smoothed_ratio(
            'unemployed', 'employees',
            'unemployment_ratio_elsewhere', smoothing_unemployed
        ) }} as unemployment_ratio,
        {{ smoothed_share(
            'advertised_hires', 'hires',
            'advertising_share_elsewhere', smoothing_hires
        ) }} as advertising_share
    from elsewhere
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    unemployment_ratio, -- unemployed per employee, smoothed @min(0)
    advertising_share, -- share of hires made through adverts, smoothed @min(0) @max(1)
    unemployment_ratio_elsewhere, -- the same in the other regions
    advertising_share_elsewhere, -- the same in the other regions
    {{ log_ratio('unemployment_ratio') }}
        - {{ log_ratio('unemployment_ratio_elsewhere') }}
        as log_unemployment_ratio_deviation, -- the region's from the others'
    advertising_share - advertising_share_elsewhere
        as advertising_share_deviation -- the region's from the others'
from regional
