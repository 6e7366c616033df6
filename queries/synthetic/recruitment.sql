-- Recruitment: one row per half-year, region and title that has employees.
-- @write(recruitment.parquet)
-- @key(period, region_id, occupation_id)
with tried as (
    select
        cycle.period,
        cell.region_id,
        cell.occupation_id,
        cell.key * 10 + cycle.number as key,
        floor(
            cell.employees * nature.recruitment_intensity
            * power(cycle.shortage, 0.5)
            * exp(0.10 * {{ draw_normal('cell.key * 10 + cycle.number', 400) }})
            + {{ draw('cell.key * 10 + cycle.number', 410) }}
        ) as attempts,
        truth.shortage_rate,
        least(
            nature.advertising_share * exp(0.12 * cell.tightness_deviation),
            0.97
        ) as advertising_share,
        nature.is_obscure
    from synthetic.cell as cell
    inner join synthetic.nature as nature
        on cell.occupation_id = nature.occupation_id
    cross join synthetic.cycle as cycle
    inner join synthetic.truth as truth
        on cycle.period = truth.period
        and cell.region_id = truth.region_id
        and cell.occupation_id = truth.occupation_id
    where cell.employees > 0
),

succeeded as (
    select
        *,
        floor(attempts * (1 - shortage_rate) + {{ draw('key', 420) }}) as hires
    from tried
)

select
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    cast(attempts as double) as attempts, -- recruitment attempts
    case when not is_obscure then cast(hires as double) end
        as hires, -- of these, ended with a hire
    case
        when not is_obscure
            then cast(
                floor(hires * advertising_share + {{ draw('key', 430) }})
                as double
            )
    end as advertised_hires -- of these, through a job advert
from succeeded
