-- Which counts of persons the balance hides, and why: one row per half-year, region (DK:
-- the country) and title. Hidden are 1 to disclosure_min - 1 unemployed, and who left
-- where fewer than disclosure_min left or stayed, none included (small); and as many more
-- as keep the country less its regions from giving one back (sum). Each keeps two
-- possible values at least, for a reader who knows these rules and the reasons:
--   what the shown regions leave of the country must lie `enough` above the least and
--   below the greatest that the hidden could add up to. Where it does not, a second
--   region is hidden: of those whose count may be shown, the one that has fewest such
--   titles, so that the choice tells nothing of the title. Where that does not do, the
--   country is hidden as well.
--   Example, disclosure_min 5: the country has 47, region A 30, B 12, C and D are small.
--   A reader can work out that C and D have 5: that is 3 more than the least, 1 + 1, and
--   3 less than the greatest, 4 + 4: each may have 1 to 4, no more is hidden. Had they 3
--   together, only 1 more than the least, B would be hidden too: then C, D and B have 15.
-- Nothing but counts of persons decides: two builds that differ in thresholds, employees
-- or answers hide the same. Source: choice; for the sums, Cox (1980), Suppression
-- methodology and statistical disclosure control.
-- @key(period, region_id, occupation_id)
-- @rows(= supply.unemployed)
{% set least = least_shown() | int %}
{% set enough = 2 %}
with counted as (
    select
        period,
        region_id,
        occupation_id,
        region_id = 'DK' as is_country,
        unemployed,
        left_within_3_months as leavers,
        unemployed - left_within_3_months as stayers,
        coalesce(unemployed between 1 and {{ least - 1 }}, false) as is_small,
        case
            when unemployed = 0 then null
            when unemployed < {{ 2 * least }} then 'either'
            when left_within_3_months < {{ least }} then 'leavers'
            when unemployed - left_within_3_months < {{ least }} then 'stayers'
        end as few
    from supply.unemployed
),

-- the regions in the order in which they give way
ordered as (
    select
        period,
        region_id,
        row_number() over (
            partition by period
            order by count(*) filter (where unemployed >= {{ least }}), region_id
        ) as position
    from counted
    where not is_country
    group by period, region_id
),

region as (
    select counted.*, ordered.position
    from counted
    inner join ordered
        on counted.period = ordered.period
        and counted.region_id = ordered.region_id
    where not counted.is_country
),

country as (
    select * from counted where is_country
),

-- what the regions that are not small leave of the country, and who may give way
summed as (
    select
        country.period,
        country.occupation_id,
        country.is_small,
        count(*) filter (where region.is_small) as small_regions,
        country.unemployed - coalesce(
            sum(region.unemployed) filter (where not region.is_small), 0
        ) as rest,
        min_by(region.region_id, region.position)
            filter (where region.unemployed >= {{ least }}) as next_region,
        min_by(region.unemployed, region.position)
            filter (where region.unemployed >= {{ least }}) as next_unemployed
    from country
    inner join region
        on country.period = region.period
        and country.occupation_id = region.occupation_id
    group by
        country.period, country.occupation_id, country.unemployed, country.is_small
),

given_back as (
    select
        *,
        small_regions > 0
        and not is_small
        and not (
            small_regions >= 2
            and rest - small_regions >= {{ enough }}
            and small_regions * {{ least - 1 }} - rest >= {{ enough }}
        ) as needs_second
    from summed
),

unemployed_decided as (
    select
        period,
        occupation_id,
        small_regions,
        case when needs_second then next_region end as second_region,
        is_small or (
            needs_second
            and not coalesce(
                rest + next_unemployed - small_regions - {{ least }} >= {{ enough }},
                false
            )
        ) as hides_country
    from given_back
),

-- the same of who left, once it is known which unemployed are hidden: of those nobody
-- need have left, nor stayed. A region that gives way has so many unemployed that its
-- own leavers have `enough` possible values besides
left_region as (
    select
        region.*,
        region.is_small
        or coalesce(region.region_id = decided.second_region, false)
            as hides_unemployed,
        coalesce(region.region_id = decided.second_region, false)
        or region.few is not null as hides_left,
        case when region.few = 'stayers' and not hides_unemployed
            then region.unemployed - {{ least - 1 }} else 0 end as fewest_leavers,
        case when region.few = 'leavers' and not hides_unemployed
            then region.unemployed - {{ least - 1 }} else 0 end as fewest_stayers
    from region
    inner join unemployed_decided as decided
        on region.period = decided.period
        and region.occupation_id = decided.occupation_id
),

left_summed as (
    select
        country.period,
        country.occupation_id,
        country.few,
        count(*) filter (where region.hides_left) as hidden_regions,
        country.leavers - sum(
            case when region.hides_left then region.fewest_leavers
                else region.leavers end
        ) as leavers_above,
        country.stayers - sum(
            case when region.hides_left then region.fewest_stayers
                else region.stayers end
        ) as stayers_above,
        min_by(region.region_id, region.position) filter (
            where region.unemployed >= {{ 2 * least + enough }}
                and not region.hides_left
        ) as next_region,
        min_by(region.leavers, region.position) filter (
            where region.unemployed >= {{ 2 * least + enough }}
                and not region.hides_left
        ) as next_leavers,
        min_by(region.stayers, region.position) filter (
            where region.unemployed >= {{ 2 * least + enough }}
                and not region.hides_left
        ) as next_stayers
    from country
    inner join left_region as region
        on country.period = region.period
        and country.occupation_id = region.occupation_id
    group by
        country.period, country.occupation_id, country.leavers, country.stayers,
        country.few
),

left_given_back as (
    select
        summed.*,
        decided.small_regions,
        decided.second_region,
        decided.hides_country,
        summed.hidden_regions > 0
        and not decided.hides_country
        and summed.few is null
        and not (
            summed.hidden_regions >= 2
            and summed.leavers_above >= {{ enough }}
            and summed.stayers_above >= {{ enough }}
        ) as needs_second
    from left_summed as summed
    inner join unemployed_decided as decided
        on summed.period = decided.period
        and summed.occupation_id = decided.occupation_id
),

decided as (
    select
        period,
        occupation_id,
        small_regions,
        second_region,
        hides_country,
        case when needs_second then next_region end as second_for_left,
        hides_country
        or few is not null
        or (
            needs_second
            and not coalesce(
                leavers_above + next_leavers - {{ least }} >= {{ enough }}
                and stayers_above + next_stayers - {{ least }} >= {{ enough }},
                false
            )
        ) as hides_country_left
    from left_given_back
),

-- a small country in which as many regions are small would be 1 in each: it cannot be told
-- apart from one that is hidden for the sum
reasoned as (
    select
        cell.*,
        case
            when cell.is_country and not decided.hides_country then null
            when cell.is_country and cell.is_small
                and decided.small_regions <= {{ least - 2 }} then 'small'
            when cell.is_country then 'sum'
            when cell.is_small then 'small'
            when cell.region_id = decided.second_region then 'sum'
        end as unemployed_hidden,
        case
            when unemployed_hidden is not null then unemployed_hidden
            when cell.few is not null then 'small'
            when cell.region_id = decided.second_for_left
                or (cell.is_country and decided.hides_country_left) then 'sum'
        end as left_hidden
    from counted as cell
    inner join decided
        on cell.period = decided.period
        and cell.occupation_id = decided.occupation_id
)

select
    period, -- half-year @not_null
    region_id, -- region; DK: the country @not_null
    occupation_id, -- title @not_null
    unemployed_hidden, -- why the unemployed are hidden @in(small, sum)
    left_hidden, -- why those who left are @in(small, sum)
    case when unemployed_hidden is null then few end
        as few -- fewer left or stayed than may be shown; either: both could be @in(leavers, stayers, either)
from reasoned
