-- How recruitment has changed since a half-year, as job adverts tell: one row per day of
-- supply.nowcast_month and title with adverts, the logarithm of adverts in the three months
-- before the day, by those in the half-year, each as a half-year's number. Only where every
-- one of these months has adverts in the country.
-- @key(as_of, occupation_id)
with month as (
    select
        nowcast.as_of,
        12 * year(nowcast.as_of) + month(nowcast.as_of) - 1 as day_month,
        12 * cast(substr(nowcast.last_period, 1, 4) as bigint)
        + case when nowcast.last_period like '%H1' then 0 else 6 end as half_year_month
    from supply.nowcast_month as nowcast
),

advert as (
    select
        12 * year(month) + month(month) - 1 as advert_month,
        occupation_id,
        {{ amount_sum('adverts') }} as adverts
    from input.advert
    group by month, occupation_id
),

parted as (
    select
        month.as_of,
        advert.occupation_id,
        advert.advert_month,
        advert.adverts,
        advert.advert_month >= month.day_month - 3 as is_new,
        advert.advert_month < month.half_year_month + 6 as is_of_half_year
    from month
    inner join advert
        on (
            advert.advert_month >= month.day_month - 3
            and advert.advert_month < month.day_month
        ) or (
            advert.advert_month >= month.half_year_month
            and advert.advert_month < month.half_year_month + 6
        )
),

covered as (
    select as_of
    from parted
    group by as_of
    having count(distinct advert_month) filter (where is_new) = 3
        and count(distinct advert_month) filter (where is_of_half_year) = 6
),

summed as (
    select
        parted.as_of,
        parted.occupation_id,
        2 * coalesce({{ amount_sum('parted.adverts', where='parted.is_new') }}, 0)
            as newer,
        coalesce({{ amount_sum('parted.adverts', where='parted.is_of_half_year') }}, 0)
            as older
    from parted
    inner join covered on parted.as_of = covered.as_of
    group by parted.as_of, parted.occupation_id
)

select
    as_of, -- the day
    occupation_id, -- title
    ln((newer + {{ smoothing_title }}) / (older + {{ smoothing_title }}))
        as log_change -- of adverts, and so of recruitment attempts per employee
from summed
