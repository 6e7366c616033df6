-- How much hangs on the thresholds: one row per half-year, region (DK: the country)
-- and pair of thresholds, exit 25-45 pct and shortage 6-18 pct in steps of one.
-- @publish
-- @key(period, region_id, exit_threshold, shortage_threshold)
-- @rule(occupations_changed <= occupations; no more change than there are)
with threshold as (
    select exit.percent as exit_percent, shortage.percent as shortage_percent
    from generate_series(25, 45) as exit (percent)
    cross join generate_series(6, 18) as shortage (percent)
),

assessed as (
    select
        period,
        region_id,
        good_prospects,
        in_shortage,
        supply_basis,
        exit_rate,
        shortage_basis,
        shortage_rate
    from balance.unrounded
    where category is not null
),

-- titles that behave alike under every threshold, counted together
grouped as (
    select
        period,
        region_id,
        good_prospects,
        in_shortage,
        case
            when supply_basis = 'exit_rate' then floor((exit_rate + 1e-12) * 100)
        end as exit_percent,
        floor((shortage_rate + 1e-12) * 100) as shortage_percent,
        count(*) as occupations
    from assessed
    group by all
)

select
    grouped.period, -- half-year @references(reference.period.period)
    grouped.region_id, -- region; DK: the country @references(reference.region.region_id)
    threshold.exit_percent / 100e0
        as exit_threshold, -- good prospects from this exit rate on, 0-1
    threshold.shortage_percent / 100e0
        as shortage_threshold, -- shortage from this shortage rate on, 0-1
    cast(
        sum(
            case
                when coalesce(
                    grouped.exit_percent >= threshold.exit_percent,
                    grouped.good_prospects
                ) <> grouped.good_prospects
                or coalesce(
                    grouped.shortage_percent >= threshold.shortage_percent,
                    grouped.in_shortage
                ) <> grouped.in_shortage
                    then grouped.occupations
                else 0
            end
        ) as bigint
    ) as occupations_changed, -- titles whose category would be another
    cast(sum(grouped.occupations) as bigint)
        as occupations -- titles with a category
from grouped
cross join threshold
group by
    grouped.period,
    grouped.region_id,
    threshold.exit_percent,
    threshold.shortage_percent
