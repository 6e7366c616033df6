-- The indicators of shortage in a region and in the other regions pooled: one row
-- per half-year, region and title. Source: STAR (2025), Estimationsdelen.
-- @key(period, region_id, occupation_id)
-- @rows(= shortage.cell)
with regional as (
    select
        period,
        region_id,
        occupation_id,
        {{ indicators() }}
    from shortage.cell
    group by period, region_id, occupation_id
),

other_cell as (
    select
        own.period,
        own.region_id,
        own.occupation_id,
        other.unemployed,
        other.full_time_employees,
        other.attempts,
        other.hires,
        other.advertised_hires
    from shortage.cell as own
    inner join shortage.cell as other
        on own.period = other.period
        and own.occupation_id = other.occupation_id
        and own.region_id <> other.region_id
),

pooled as (
    select
        period,
        region_id,
        occupation_id,
        {{ indicators() }}
    from other_cell
    group by period, region_id, occupation_id
)

select
    regional.period, -- half-year
    regional.region_id, -- region
    regional.occupation_id, -- title
    regional.unemployment_ratio, -- unemployed per employee @min(0)
    regional.advertising_share, -- share of hires made through adverts @min(0) @max(1)
    regional.recruitment_intensity, -- recruitment attempts per employee @min(0)
    pooled.unemployment_ratio
        as unemployment_ratio_elsewhere, -- the same in the other regions
    pooled.advertising_share
        as advertising_share_elsewhere, -- the same in the other regions
    {{ log_ratio('regional.unemployment_ratio') }}
        - {{ log_ratio('pooled.unemployment_ratio') }}
        as log_unemployment_ratio_deviation, -- the region's from the others'
    regional.advertising_share - pooled.advertising_share
        as advertising_share_deviation -- the region's from the others'
from regional
left join pooled
    on regional.period = pooled.period
    and regional.region_id = pooled.region_id
    and regional.occupation_id = pooled.occupation_id
