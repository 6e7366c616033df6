-- The regional model: how a region's shortage departs from the title's general
-- tendency. One model per half-year, without intercept, fitted to one row per cell with
-- answers; a row is a pair of its terms. Source: STAR (2025), Estimationsdelen; the form
-- is a choice.
-- @materialize(poisson, group=period, target=relative_rate, weight=expected, intercept=false)
-- @key(period, term, other_term)
select
    cell.period, -- half-year @references(reference.period.period)
    cell.model_unfilled / cell.model_answers / tendency.general_tendency
        as relative_rate, -- the target: the rate as a multiple of the tendency
    cell.model_answers * tendency.general_tendency
        as expected, -- the weight: answers expected to be unfilled
    indicator.log_unemployment_ratio_deviation, -- the region's from the others'
    indicator.advertising_share_deviation -- the region's from the others'
from shortage.cell as cell
inner join shortage.general_tendency as tendency
    on cell.period = tendency.period
    and cell.region_id = tendency.region_id
    and cell.occupation_id = tendency.occupation_id
inner join shortage.indicator as indicator
    on cell.period = indicator.period
    and cell.region_id = indicator.region_id
    and cell.occupation_id = indicator.occupation_id
where {{ reaches('cell.model_answers', 1) }}
    and tendency.general_tendency is not null
    and indicator.log_unemployment_ratio_deviation is not null
    and indicator.advertising_share_deviation is not null
