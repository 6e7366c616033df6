-- The titles on the positive lists: one row per list, half-year, region (DK: the country)
-- and title that is on the list or has just left it. A title enters after qualifying, and
-- leaves after missing, as many half-years in a row as the list asks for.
-- @publish
-- @key(list_id, period, region_id, occupation_id)
-- @rule(since <= period; a title is on a list since a half-year that has been)
with limited as (
    select distinct list_id from input.list_scope
),

judged as (
    select
        list.list_id,
        list.counts_shortage,
        list.counts_paradox,
        list.half_years_to_enter,
        list.half_years_to_leave,
        list.least_p_shortage,
        period.sort_order as number,
        assessment.period,
        assessment.region_id,
        assessment.occupation_id,
        assessment.shortage_rate,
        assessment.p_shortage,
        assessment.p_good_prospects,
        case when list.uses = 'category' then assessment.category
            else assessment.category_steady end as category,
        case when list.uses = 'category' then assessment.good_prospects
            else assessment.good_prospects_steady end as good_prospects,
        case when list.uses = 'category' then assessment.in_shortage
            else assessment.in_shortage_steady end as in_shortage
    from reference.positive_list as list
    inner join balance.assessment as assessment
        on (assessment.region_id = 'DK') = (list.level = 'national')
    inner join reference.period as period on assessment.period = period.period
    left join limited on list.list_id = limited.list_id
    left join input.list_scope as scope
        on list.list_id = scope.list_id
        and assessment.occupation_id = scope.occupation_id
    where limited.list_id is null or scope.list_id is not null
),

qualified as (
    select
        *,
        coalesce(
            (
                (category = 'shortage' and counts_shortage)
                or (category = 'paradox' and counts_paradox)
            )
            and p_shortage >= least_p_shortage,
            false
        ) as qualifies
    from judged
),

-- half-years in a row, up to and with this one, that it has qualified or missed; a title
-- that never qualifies is on no list
runs as (
    select
        *,
        number - coalesce(
            max(case when not qualifies then number end) over so_far, 0
        ) as qualified_in_a_row,
        number - coalesce(max(case when qualifies then number end) over so_far, 0)
            as missed_in_a_row
    from qualified
    where (list_id, region_id, occupation_id) in (
            select (list_id, region_id, occupation_id) from qualified where qualifies
        )
    window so_far as (
        partition by list_id, region_id, occupation_id order by number
        rows between unbounded preceding and current row
    )
),

-- the last half-year in which it had qualified, or missed, for long enough
decided as (
    select
        *,
        coalesce(
            max(
                case when qualified_in_a_row >= half_years_to_enter then number end
            ) over so_far, 0
        ) as last_qualified,
        coalesce(
            max(
                case when missed_in_a_row >= half_years_to_leave then number end
            ) over so_far, 0
        ) as last_missed
    from runs
    window so_far as (
        partition by list_id, region_id, occupation_id order by number
        rows between unbounded preceding and current row
    )
),

listed as (
    select
        *,
        last_qualified > last_missed as is_on,
        coalesce(
            lag(last_qualified > last_missed) over title, false
        ) as was_on,
        lag(period) over title as previous_period,
        lag(category) over title as previous_category,
        lag(good_prospects) over title as previous_good_prospects,
        lag(in_shortage) over title as previous_in_shortage,
        lag(shortage_rate) over title as previous_shortage_rate,
        lag(p_shortage) over title as previous_p_shortage,
        lag(p_good_prospects) over title as previous_p_good_prospects
    from decided
    window title as (partition by list_id, region_id, occupation_id order by number)
),

entered as (
    select
        *,
        max(case when is_on and not was_on then period end) over (
            partition by list_id, region_id, occupation_id order by number
            rows between unbounded preceding and current row
        ) as since
    from listed
),

compared as (
    select
        entered.*,
        case
            when is_on and was_on then 'still'
            when is_on then 'new'
            else 'left'
        end as status,
        case
            when is_on = was_on or previous_period is null
                or category is not distinct from previous_category then null
            when category is null or previous_category is null then 'assessed'
            when good_prospects <> previous_good_prospects
                and in_shortage <> previous_in_shortage then 'both'
            when good_prospects <> previous_good_prospects then 'supply'
            else 'demand'
        end as crossed
    from entered
    where is_on or was_on
)

select
    list_id, -- list @references(reference.positive_list.list_id)
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    occupation_id, -- title @references(reference.occupation.occupation_id)
    status, -- new: not on it half a year before; left: no longer on it @in(new, still, left)
    since, -- half-year that it entered, this time
    category, -- category that the list reads, now @references(reference.category.category)
    shortage_rate, -- share of recruitment attempts that end unfilled, 0-1
    p_shortage, -- probability, 0-1, that it reaches the threshold
    previous_category, -- category half a year before @references(reference.category.category)
    previous_shortage_rate, -- shortage rate half a year before, 0-1
    crossed, -- side that moved it, where its category changed now @in(supply, demand, both, assessed)
    case
        when crossed is not null
            then (
                crossed <> 'supply'
                and (
                    coalesce(p_shortage between 0.1 and 0.9, false)
                    or coalesce(previous_p_shortage between 0.1 and 0.9, false)
                )
            ) or (
                crossed <> 'demand'
                and (
                    coalesce(p_good_prospects between 0.1 and 0.9, false)
                    or coalesce(previous_p_good_prospects between 0.1 and 0.9, false)
                )
            )
    end as is_uncertain -- the side that moved it had a probability from 0.1 to 0.9, now or before
from compared
