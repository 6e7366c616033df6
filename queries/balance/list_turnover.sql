-- How a positive list moves: one row per list and half-year. What came and went is not
-- counted in the first half-year there is. Source: the turnover that the documents tell of
-- (35 titles gone at once, 72 become 146 in a half-year), counted here for every list.
-- @publish
-- @key(list_id, period)
-- @rule(uncertain <= entered + dropped; of those that came and went)
with counted as (
    select
        list_id,
        period,
        count(*) filter (where status <> 'left') as titles,
        count(*) filter (where status = 'new') as entered,
        count(*) filter (where status = 'left') as dropped,
        count(*) filter (where is_uncertain) as uncertain
    from balance.positive_list
    group by list_id, period
)

select
    list.list_id, -- list @references(reference.positive_list.list_id)
    period.period, -- half-year @references(reference.period.period)
    coalesce(counted.titles, 0) as titles, -- titles on it; in a regional list, one for each region
    case when period.sort_order > 1 then coalesce(counted.entered, 0) end
        as entered, -- of these, not on it half a year before
    case when period.sort_order > 1 then coalesce(counted.dropped, 0) end
        as dropped, -- titles that have left it since
    case when period.sort_order > 1 then coalesce(counted.uncertain, 0) end
        as uncertain -- of both, moved by a side whose probability was from 0.1 to 0.9
from reference.positive_list as list
cross join reference.period as period
left join counted
    on list.list_id = counted.list_id and period.period = counted.period
