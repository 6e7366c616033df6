-- The gate of the balance: the unemployed and those who left as they may be shown, and
-- what stands in where they may not. One row per half-year, region (DK: the country) and
-- title. All of balance and shortage reads this, not the counts behind it, so it tells no
-- more than the counts that are shown. What stands in is made of those alone: the middle
-- of 1 to disclosure_min - 1 for a small count, likewise for the few who left or stayed;
-- for others what the shown counts leave of the country, or the half-year's exit rate.
-- Source: choice.
-- @gate
-- @key(period, region_id, occupation_id)
-- @rows(= supply.unemployed)
-- @rule(left_within_3_months <= unemployed; no more leave than are unemployed)
-- @rule(left_figure <= unemployed_figure + 1e-9; nor in what stands in)
{% set least = least_shown() | int %}
{% set middle = (least / 2) ~ 'e0' %}
with shown as (
    select
        counted.period,
        counted.region_id,
        counted.occupation_id,
        counted.region_id = 'DK' as is_country,
        hidden.unemployed_hidden,
        hidden.left_hidden,
        hidden.few,
        case when hidden.unemployed_hidden is null then counted.unemployed end
            as unemployed,
        case when hidden.left_hidden is null then counted.left_within_3_months end
            as leavers
    from supply.unemployed as counted
    inner join supply.hidden as hidden
        on counted.period = hidden.period
        and counted.region_id = hidden.region_id
        and counted.occupation_id = hidden.occupation_id
),

-- from here on only what is shown, and why the rest is not
small as (
    select
        *,
        case when unemployed_hidden = 'small' then {{ middle }}
            else unemployed end as middle_unemployed,
        case
            when few = 'leavers' then {{ middle }}
            when few = 'stayers' then unemployed - {{ middle }}
            else leavers
        end as middle_leavers
    from shown
),

-- what the country has beyond that, as far as it is known
beyond as (
    select
        period,
        occupation_id,
        max(unemployed) filter (where is_country)
        - coalesce(sum(middle_unemployed) filter (where not is_country), 0)
            as unemployed,
        max(middle_leavers) filter (where is_country)
        - coalesce(sum(middle_leavers) filter (where not is_country), 0)
            as leavers,
        count(*) filter (where not is_country and unemployed_hidden = 'sum')
            as regions
    from small
    group by period, occupation_id
),

half_year as (
    select
        period,
        sum(leavers) / cast(sum(unemployed) as double) as exit_rate
    from shown
    where not is_country and leavers is not null and unemployed > 0
    group by period
),

unemployed_figured as (
    select
        small.*,
        case
            when small.unemployed_hidden = 'sum' and not small.is_country
                then greatest(
                    coalesce(beyond.unemployed / beyond.regions, 0), {{ least }}
                )
            else small.middle_unemployed
        end as region_unemployed,
        beyond.leavers as leavers_beyond,
        half_year.exit_rate as half_year_exit_rate
    from small
    inner join beyond
        on small.period = beyond.period
        and small.occupation_id = beyond.occupation_id
    left join half_year on small.period = half_year.period
),

-- those who left and are not shown: as many of each region's unemployed
rated as (
    select
        *,
        greatest(
            least(
                coalesce(
                    leavers_beyond / nullif(
                        {{ exact_sum(
                            'case when not is_country and middle_leavers is null'
                            ~ ' then region_unemployed end',
                            over='title'
                        ) }},
                        0
                    ),
                    half_year_exit_rate,
                    0.5e0
                ),
                1e0
            ),
            0e0
        ) as exit_rate
    from unemployed_figured
    window title as (partition by period, occupation_id)
),

region_figured as (
    select
        *,
        case
            when middle_leavers is not null then middle_leavers
            when is_country then null
            when left_hidden = 'sum' and unemployed is not null
                then greatest(
                    least(exit_rate * unemployed, unemployed - {{ least }}),
                    {{ least }}
                )
            else exit_rate * region_unemployed
        end as region_leavers
    from rated
),

-- the country where it is hidden: its regions together
figured as (
    select
        *,
        case
            when is_country and unemployed_hidden = 'sum'
                then greatest(
                    {{ exact_sum(
                        'case when not is_country then region_unemployed end',
                        over='title'
                    ) }},
                    {{ least }}
                )
            else region_unemployed
        end as unemployed_figure,
        case
            when is_country and region_leavers is null
                then {{ exact_sum(
                    'case when not is_country then region_leavers end', over='title'
                ) }}
            else region_leavers
        end as left_figure
    from region_figured
    window title as (partition by period, occupation_id)
)

select
    period, -- half-year @not_null
    region_id, -- region; DK: the country @not_null
    occupation_id, -- title @not_null
    unemployed, -- job-ready persons with the title as job target; NULL: hidden, or not known
    leavers as left_within_3_months, -- of these, left in time; NULL: hidden, or not known
    unemployed_hidden, -- why the unemployed are hidden @in(small, sum)
    left_hidden, -- why those who left are @in(small, sum)
    cast(unemployed_figure as double)
        as unemployed_figure, -- the unemployed, or what stands in for them @min(0)
    cast(least(left_figure, unemployed_figure) as double)
        as left_figure -- those who left, or what stands in for them @min(0)
from figured
