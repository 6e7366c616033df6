-- What drives a title: one row per title. Never written to the input folder.
-- @key(occupation_id)
with title as (
    select occupation_id, number, title_da
    from synthetic.occupation
),

sized as (
    select
        title.occupation_id,
        title.number,
        source.size_class,
        {{ draw_normal('title.number', 10) }} as tightness,
        {{ draw_normal('title.number', 20) }} as stubbornness,
        {{ draw_normal('title.number', 30) }} as size,
        {{ draw('title.number', 40) }} as gap,
        {{ draw('title.number', 41) }} as silence,
        {{ draw_normal('title.number', 50) }} as turnover,
        {{ draw_normal('title.number', 60) }} as advertising,
        {{ draw_normal('title.number', 70) }} as inflow
    from title
    inner join synthetic.title as source
        on title.title_da = source.title_da
)

select
    occupation_id, -- title
    number, -- its number
    round({{ scale }} * exp(0.45 * size) * case size_class
        when 5 then 14500 when 4 then 4600 when 3 then 1500
        when 2 then 480 else 130 end) as employees, -- in the country
    tightness, -- how scarce such people are, standard normal
    stubbornness, -- shortage that no indicator shows, standard normal
    0.075 * exp(0.20 * tightness + 0.35 * turnover)
        as recruitment_intensity, -- attempts per employee and half-year
    least(greatest(0.46 + 0.10 * tightness + 0.10 * advertising, 0.06), 0.94)
        as advertising_share, -- share of hires through adverts
    0.0035 * exp(-0.45 * tightness + 0.35 * inflow)
        as unemployment_inflow, -- new unemployed per employee and month
    size_class <= 2 and gap < 0.095
        as is_obscure, -- hires never told apart, nobody asked
    size_class <= 3 and gap between 0.10 and 0.15
        as is_partial, -- no such jobs in one or two regions
    size_class <= 4 and silence < 0.195
        as is_silent -- recruits without adverts: the survey never meets it
from sized
