-- Cell suppression, the counts of persons: one row per half-year, region (DK: the
-- country) and title. Small counts are hidden (primary suppression); where the
-- country's count would give one back, a second region's is hidden, else the
-- country's (secondary suppression). Not published.
-- Whoever adds up knows the sum of what is hidden. Each hidden count keeps two
-- possible values where that sum is at least two above the least and two below the
-- greatest sum possible; and so it does where it is not, once the sum is hidden, for
-- then the sum may be either of the two outermost. The second region is chosen by
-- what is shown (fewest employees), so that the choice tells nothing.
-- Sources: Cox (1980), Suppression methodology and statistical disclosure control;
-- Hundepool et al. (2012), Statistical Disclosure Control, chapter 4.
-- @key(period, region_id, occupation_id)
-- @rows(= balance.undisclosed)
{% set enough = 2 %}
with region as (
    select * from balance.sensitive_count where region_id <> 'DK'
),

nation as (
    select * from balance.sensitive_count where region_id = 'DK'
),

-- persons in two regions count once in the country: reckon with the lesser sum
title as (
    select
        nation.period,
        nation.occupation_id,
        nation.small_unemployed,
        nation.small_left,
        sum(region.unemployed) - max(nation.unemployed) as unemployed_twice,
        sum(region.leavers) - max(nation.leavers) as leavers_twice,
        sum(region.stayers) - max(nation.stayers) as stayers_twice,
        count(*) filter (where region.small_unemployed) as hidden,
        sum(region.unemployed - region.unemployed_low)
            filter (where region.small_unemployed) as above,
        sum(region.unemployed_high - region.unemployed)
            filter (where region.small_unemployed) as below
    from nation
    inner join region
        on nation.period = region.period
        and nation.occupation_id = region.occupation_id
    group by
        nation.period,
        nation.occupation_id,
        nation.small_unemployed,
        nation.small_left
),

ranked_for_unemployed as (
    select
        *,
        row_number() over (
            partition by period, occupation_id
            order by full_time_employees nulls last, region_id
        ) as position
    from region
    where unemployed >= least_shown
        and unemployed < least_rated
        and unemployed_low < unemployed_high
),

unemployed_summed as (
    select
        title.*,
        title.hidden > 0
        and not title.small_unemployed
        and not (
            title.hidden >= 2
            and title.above - title.unemployed_twice >= {{ enough }}
            and title.below >= {{ enough }}
        ) as is_told,
        second.region_id as second_region,
        coalesce(
            title.above - title.unemployed_twice
                + second.unemployed - second.unemployed_low >= {{ enough }}
            and title.below
                + second.unemployed_high - second.unemployed >= {{ enough }},
            false
        ) as second_helps
    from title
    left join ranked_for_unemployed as second
        on title.period = second.period
        and title.occupation_id = second.occupation_id
        and second.position = 1
),

unemployed_decided as (
    select
        period,
        occupation_id,
        small_left,
        leavers_twice,
        stayers_twice,
        small_unemployed or (is_told and not second_helps)
            as hides_nation,
        case when is_told then second_region end as second_region
    from unemployed_summed
),

left_cell as (
    select
        region.*,
        region.small_unemployed
        or coalesce(region.region_id = decided.second_region, false)
            as hides_unemployed,
        region.small_left
        or coalesce(region.region_id = decided.second_region, false)
            as hides_left
    from region
    inner join unemployed_decided as decided
        on region.period = decided.period
        and region.occupation_id = decided.occupation_id
),

left_summed as (
    select
        period,
        occupation_id,
        count(*) filter (where hides_left) as hidden,
        count(*) filter (where hides_left and not hides_unemployed)
            as hidden_alone,
        coalesce(
            sum(case when hides_unemployed then leavers else leavers - left_low end)
                filter (where hides_left),
            0
        ) as above,
        coalesce(
            sum(case when hides_unemployed then stayers else left_high - leavers end)
                filter (where hides_left),
            0
        ) as below
    from left_cell
    group by period, occupation_id
),

ranked_for_left as (
    select
        *,
        row_number() over (
            partition by period, occupation_id
            order by full_time_employees nulls last, region_id
        ) as position
    from left_cell
    where not hides_left
        and leavers >= least_shown
        and stayers >= least_shown
        and left_low < left_high
),

left_told as (
    select
        decided.*,
        summed.above - decided.leavers_twice as above,
        summed.below - decided.stayers_twice as below,
        summed.hidden_alone > 0
        and not decided.hides_nation
        and not decided.small_left
        and not (
            summed.hidden >= 2
            and summed.above - decided.leavers_twice >= {{ enough }}
            and summed.below - decided.stayers_twice >= {{ enough }}
        ) as is_told
    from unemployed_decided as decided
    inner join left_summed as summed
        on decided.period = summed.period
        and decided.occupation_id = summed.occupation_id
),

left_decided as (
    select
        told.period,
        told.occupation_id,
        told.hides_nation as hides_nation_unemployed,
        told.second_region as second_for_unemployed,
        case when told.is_told then second.region_id end as second_for_left,
        told.hides_nation
        or told.small_left
        or (
            told.is_told
            and not coalesce(
                told.above + second.leavers - second.left_low >= {{ enough }}
                and told.below + second.left_high - second.leavers >= {{ enough }},
                false
            )
        ) as hides_nation_left
    from left_told as told
    left join ranked_for_left as second
        on told.period = second.period
        and told.occupation_id = second.occupation_id
        and second.position = 1
),

hidden as (
    select
        cell.period,
        cell.region_id,
        cell.occupation_id,
        cell.small_unemployed,
        cell.small_left,
        cell.small_unemployed
        or coalesce(cell.region_id = decided.second_for_unemployed, false)
        or (cell.region_id = 'DK' and coalesce(decided.hides_nation_unemployed, false))
            as hides_unemployed,
        cell.small_left
        or coalesce(cell.region_id = decided.second_for_unemployed, false)
        or coalesce(cell.region_id = decided.second_for_left, false)
        or (cell.region_id = 'DK' and coalesce(decided.hides_nation_left, false))
            as hides_left
    from balance.sensitive_count as cell
    left join left_decided as decided
        on cell.period = decided.period
        and cell.occupation_id = decided.occupation_id
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    small_unemployed, -- unemployed is too small to be shown
    small_left, -- unemployed, or who left, or who stayed, is
    hides_unemployed, -- unemployed is hidden
    hides_left -- who left, and with it who stayed, is hidden
from hidden
