-- What is left out of the published balance, and why: one row per half-year, region
-- (DK: the country) and title; NULL is what is shown. Not published: the reason would
-- say which counts are small. Beyond the counts (balance.withheld_count) give way:
--   employees   where employees and prospects together would tell a small count; and
--               one region's more, or the country's, so that no sum gives them back
--   the title   every count of it, its employees and the country's basis, where the
--               country's basis or prospects would divide what is possible; and its
--               prospects, where five regions of four are twenty
--   the ratio   of the country, where it rests on fewer regions than the count
--   the model   R and the rates that hold it, where R would tell the unemployed even
--               to who knows of adverts only that shares lie between 0 and 1
-- @key(period, region_id, occupation_id)
-- @rows(= balance.undisclosed)
with cell as (
    select
        counted.*,
        withheld.hides_unemployed,
        withheld.hides_left,
        counted.region_id = 'DK' as is_nation,
        case when counted.good_prospects then 2.5 else counted.least_shown - 1 end
            as telling_most,
        case
            when not withheld.hides_unemployed then counted.unemployed
            when counted.employees_tell then 1
            else counted.unemployed_low
        end as unemployed_least,
        case
            when not withheld.hides_unemployed then counted.unemployed
            when counted.employees_tell then counted.least_shown - 1
            else counted.unemployed_high
        end as unemployed_most,
        case
            when withheld.hides_unemployed then 0
            when withheld.hides_left then counted.left_low
            else counted.leavers
        end as leavers_least,
        case
            when withheld.hides_unemployed then counted.unemployed_high
            when withheld.hides_left then counted.left_high
            else counted.leavers
        end as leavers_most
    from balance.sensitive_count as counted
    inner join balance.withheld_count as withheld
        on counted.period = withheld.period
        and counted.region_id = withheld.region_id
        and counted.occupation_id = withheld.occupation_id
),

-- within which sums the country must lie, by what is shown of the regions
summed as (
    select
        period,
        occupation_id,
        sum(unemployed_least) as unemployed_least,
        sum(unemployed_most) as unemployed_most,
        sum(unemployed_least) filter (where full_time_employees is not null)
            as in_ratio_least,
        sum(unemployed_most) filter (where full_time_employees is not null)
            as in_ratio_most,
        sum(leavers_least) as leavers_least,
        sum(leavers_most) as leavers_most,
        count(*) filter (where full_time_employees is null) > 0
        and count(*) filter (where hides_unemployed) > 0 as is_partial,
        count(*) filter (where unemployed >= least_shown) = 0 as is_all_small,
        count(*) filter (where employees_tell) as telling,
        sum(full_time_employees) filter (where employees_tell)
            as telling_employees,
        sum(telling_most) filter (where employees_tell) as telling_most
    from cell
    where not is_nation
    group by period, occupation_id
),

ranged as (
    select
        nation.period,
        nation.occupation_id,
        nation.least_rated,
        nation.hides_unemployed,
        nation.hides_left,
        nation.supply_basis,
        nation.full_time_employees,
        case when nation.hides_unemployed
            then least(summed.unemployed_least, nation.unemployed)
            else nation.unemployed end as unemployed_least,
        case when nation.hides_unemployed then summed.unemployed_most
            else nation.unemployed end as unemployed_most,
        least(summed.leavers_least, nation.leavers) as leavers_least,
        summed.leavers_most,
        summed.in_ratio_least,
        summed.in_ratio_most,
        summed.is_partial,
        summed.is_all_small,
        summed.telling,
        summed.telling_employees,
        summed.telling_most
    from cell as nation
    inner join summed
        on nation.period = summed.period
        and nation.occupation_id = summed.occupation_id
    where nation.is_nation
),

divided as (
    select
        period,
        occupation_id,
        is_partial,
        telling,
        telling_employees,
        telling_most,
        coalesce(supply_basis = 'exit_rate', false) as nation_is_rated,
        is_all_small
        and hides_unemployed
        and least_rated in (unemployed_least + 1, unemployed_most)
            as prospects_tell,
        telling > 0
        and (hides_unemployed or is_partial)
        and supply_basis is distinct from 'exit_rate'
        or coalesce(
            hides_unemployed
            and unemployed_least < least_rated
            and unemployed_most >= least_rated,
            false
        )
        or coalesce(
            (hides_unemployed or is_partial)
            and unemployed_least < least_rated
            and full_time_employees > 0
            and in_ratio_least / full_time_employees
            < {{ unemployment_ratio_threshold }}
            and in_ratio_most / full_time_employees
            >= {{ unemployment_ratio_threshold }},
            false
        )
        or coalesce(
            hides_left
            and unemployed_most >= least_rated
            and leavers_least < {{ exit_threshold }} * unemployed_most + 1e-9
            and leavers_most >= {{ exit_threshold }}
            * greatest(unemployed_least, least_rated) - 1e-9,
            false
        ) as is_divided
    from ranged
),

-- a region whose employees are hidden too: its exit rate decides, so that prospects
-- say nothing of its employees
ranked_for_employees as (
    select
        period,
        occupation_id,
        region_id,
        full_time_employees,
        {{ unemployment_ratio_threshold }} as unemployment_ratio_threshold,
        row_number() over (
            partition by period, occupation_id order by unemployed, region_id
        ) as position
    from cell
    where not is_nation
        and supply_basis = 'exit_rate'
        and full_time_employees is not null
        and not hides_unemployed
),

title as (
    select
        divided.period,
        divided.occupation_id,
        divided.is_divided,
        divided.is_partial,
        divided.prospects_tell,
        divided.telling > 0 and not divided.nation_is_rated as hides_employees,
        case when divided.telling > 0 then second.region_id end as second_region,
        divided.telling > 0
        and not coalesce(
            (divided.telling_employees + second.full_time_employees)
            * second.unemployment_ratio_threshold >= divided.telling_most,
            false
        ) as hides_national_employees
    from divided
    left join ranked_for_employees as second
        on divided.period = second.period
        and divided.occupation_id = second.occupation_id
        and second.position = 1
),

reasoned as (
    select
        cell.*,
        title.is_partial,
        case when title.is_divided and cell.unemployed > 0 then 'title' end
            as title_reason,
        case
            when cell.full_time_employees is null then null
            when cell.employees_tell then 'small'
            when title.is_divided then 'title'
            when title.hides_employees
                or (cell.is_nation and title.hides_national_employees)
                or coalesce(cell.region_id = title.second_region, false) then 'sum'
        end as employees_reason,
        title.is_divided,
        case
            when cell.is_nation and cell.hides_unemployed
                then title.prospects_tell or cell.least_rated < cell.least_shown
            else cell.prospects_tell
        end as hides_prospects
    from cell
    inner join title
        on cell.period = title.period
        and cell.occupation_id = title.occupation_id
),

-- does R tell the unemployed? It does where neither one more nor one fewer agrees
-- with it, whatever the share of adverts
coefficient as (
    select
        period,
        max(
            case
                when term = 'log_unemployment_ratio_deviation' then estimate
            end
        ) as log_unemployment_ratio_deviation,
        abs(
            max(case when term = 'advertising_share_deviation' then estimate end)
        ) as advertising_share_deviation
    from shortage.regional_coefficient
    group by period
),

elsewhere as (
    select
        reasoned.period,
        reasoned.region_id,
        reasoned.occupation_id,
        sum(other.unemployed) as unemployed,
        sum(other.full_time_employees) as full_time_employees
    from reasoned
    inner join reasoned as other
        on reasoned.period = other.period
        and reasoned.occupation_id = other.occupation_id
        and reasoned.region_id <> other.region_id
    where reasoned.hides_unemployed
        and not reasoned.is_nation
        and not other.is_nation
        and other.full_time_employees is not null
    group by reasoned.period, reasoned.region_id, reasoned.occupation_id
),

modelled as (
    select
        reasoned.period,
        reasoned.occupation_id,
        reasoned.unemployed,
        reasoned.unemployed_low,
        reasoned.unemployed_high,
        reasoned.full_time_employees,
        elsewhere.unemployed as unemployed_elsewhere,
        elsewhere.full_time_employees as full_time_employees_elsewhere,
        coefficient.log_unemployment_ratio_deviation as slope,
        coefficient.advertising_share_deviation as width,
        ln(tendency.regional_tendency)
        - coefficient.log_unemployment_ratio_deviation
        * indicator.log_unemployment_ratio_deviation as advertised,
        indicator.log_unemployment_ratio_deviation as deviation,
        tendency.regional_tendency,
        case when nation.hides_unemployed then 0 else 1 end as gives_way
    from reasoned
    inner join shortage.indicator as indicator
        on reasoned.period = indicator.period
        and reasoned.region_id = indicator.region_id
        and reasoned.occupation_id = indicator.occupation_id
    inner join shortage.regional_tendency as tendency
        on reasoned.period = tendency.period
        and reasoned.region_id = tendency.region_id
        and reasoned.occupation_id = tendency.occupation_id
    inner join coefficient on reasoned.period = coefficient.period
    inner join elsewhere
        on reasoned.period = elsewhere.period
        and reasoned.region_id = elsewhere.region_id
        and reasoned.occupation_id = elsewhere.occupation_id
    inner join reasoned as nation
        on reasoned.period = nation.period
        and reasoned.occupation_id = nation.occupation_id
        and nation.is_nation
    where indicator.log_unemployment_ratio_deviation is not null
        and indicator.advertising_share_deviation is not null
),

told_by_model as (
    select distinct period, occupation_id
    from modelled
    where regional_tendency < {{ regional_bound }} - 1e-9
        and regional_tendency > 1 / ({{ regional_bound }} - 1e-9)
        and not (
        {% for step in ['- 1', '+ 1'] %}
        {% if not loop.first %}or {% endif %}(
            unemployed {{ step }} between unemployed_low and unemployed_high
            and abs(
                advertised + slope * (
                    deviation
                    - {{ log_ratio('(unemployed ' ~ step ~ ') / full_time_employees') }}
                    + {{ log_ratio(
                        '(unemployed_elsewhere - gives_way * (' ~ step ~ '))'
                        ~ ' / full_time_employees_elsewhere'
                    ) }}
                )
            ) <= width
        )
        {% endfor %}
    )
)

select
    reasoned.period, -- half-year
    reasoned.region_id, -- region; DK: the country
    reasoned.occupation_id, -- title
    case
        when reasoned.small_unemployed then 'small'
        when reasoned.hides_unemployed then 'sum'
        else reasoned.title_reason
    end as unemployed, -- why unemployed is hidden @in(small, sum, title)
    case
        when reasoned.small_left then 'small'
        when reasoned.hides_left then 'sum'
        else reasoned.title_reason
    end as left_within_3_months, -- why who left is @in(small, sum, title)
    reasoned.employees_reason
        as full_time_employees, -- why employees are @in(small, sum, title)
    case
        when reasoned.small_unemployed then 'small'
        when reasoned.hides_unemployed
            or (reasoned.is_nation and reasoned.is_partial) then 'sum'
        else coalesce(reasoned.title_reason, reasoned.employees_reason)
    end as unemployment_ratio, -- why the ratio is @in(small, sum, title)
    case
        when reasoned.hides_prospects then 'small'
        when reasoned.is_nation then reasoned.title_reason
    end as supply_basis, -- why what decides is @in(small, title)
    case when reasoned.hides_prospects then 'small' end
        as good_prospects, -- why prospects and category are @in(small)
    case when told.period is not null then 'small' end
        as regional_tendency -- why R and the rates that hold it are @in(small)
from reasoned
left join told_by_model as told
    on reasoned.period = told.period
    and reasoned.occupation_id = told.occupation_id
