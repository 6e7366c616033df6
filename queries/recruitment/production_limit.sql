-- Firms that had to produce less because they could not recruit: one row per window, level
-- (country, field, industry), key and sector (all, private, public), in the country. A firm
-- has one vote: it was limited if any of its answers says so, and weighs the mean of their
-- weights. Of the firms asked, those with an unfilled attempt (limit_all_firms: all).
-- Source: STAR, Ledige stillinger fører til produktionsbegrænsninger; the base is a choice.
-- @publish
-- @key(survey_window, level, key, sector)
with
-- a firm that is not known is its answer, told apart from the known by is_known
answer as (
    select
        survey_window,
        field_da,
        industry_group,
        sector,
        coalesce(firm_id, answer_id) as firm,
        firm_id is not null as is_known,
        weight,
        is_unfilled,
        production_limit
    from recruitment.answer
),

asked as (
    select answer.*
    from answer
    where exists (
            select 1
            from answer as other
            where other.survey_window = answer.survey_window
                and other.firm = answer.firm
                and other.is_known = answer.is_known
                and other.production_limit is not null
        )
),

{% set of_level -%}
case
            when grouping(field_da) = 0 then 'field'
            when grouping(industry_group) = 0 then 'industry'
            else 'country'
        end as level,
        coalesce(field_da, industry_group, 'all') as key,
        coalesce(sector, 'all') as sector
{%- endset %}
{% set keys = [
    'survey_window', 'survey_window, sector', 'survey_window, field_da',
    'survey_window, field_da, sector', 'survey_window, industry_group',
    'survey_window, industry_group, sector'
] %}
voted as (
    select
        survey_window,
        {{ of_level }},
        {{ amount_sum('weight') }} / count(*) as weight,
        max(case when production_limit then 1 else 0 end) as is_limited
    from asked
    group by firm, is_known, grouping sets (
        {%- for key in keys %}({{ key }}){{ ', ' if not loop.last }}{% endfor -%}
    )
    having max(is_unfilled) >= {{ 0 if limit_all_firms else 1 }}
        and count(production_limit) > 0
),

limited as (
    select
        survey_window,
        level,
        key,
        sector,
        count(*) as firms,
        {{ amount_sum('weight * is_limited') }} / {{ amount_sum('weight') }}
            as limited_share
    from voted
    group by survey_window, level, key, sector
    having count(*) >= {{ disclosure_min_answers if disclosure_min > 0 else 0 }}
),

unfilled as (
    select
        survey_window,
        {{ of_level }},
        {{ amount_sum('weight * is_unfilled') }} / {{ amount_sum('weight') }}
            as unfilled_share
    from answer
    group by grouping sets (
        {%- for key in keys %}({{ key }}){{ ', ' if not loop.last }}{% endfor -%}
    )
),

joined as (
    select
        limited.survey_window,
        limited.level,
        limited.key,
        limited.sector,
        limited.firms,
        limited.limited_share,
        unfilled.unfilled_share,
        max(
            case when limited.level = 'country' and limited.sector = 'all'
                then limited.limited_share end
        ) over (partition by limited.survey_window) as country_limited,
        max(
            case when limited.level = 'country' and limited.sector = 'all'
                then unfilled.unfilled_share end
        ) over (partition by limited.survey_window) as country_unfilled
    from limited
    inner join unfilled
        on limited.survey_window = unfilled.survey_window
        and limited.level = unfilled.level
        and limited.key = unfilled.key
        and limited.sector = unfilled.sector
)

select
    survey_window, -- the months that the answers lie in
    level, -- what the key names @in(country, field, industry)
    key, -- a field or industry; all: all recruitment
    sector, -- private, public; all: both @in(all, private, public, unknown)
    firms, -- firms asked, those with an unfilled attempt unless limit_all_firms
    round(100 * limited_share, 1)
        as percent_limited, -- of these, produced less for it @min(0) @max(100)
    round(100 * unfilled_share, 1)
        as percent_unfilled, -- of all attempts, ended unfilled @min(0) @max(100)
    case when level <> 'country' then
            concat(
                case when unfilled_share > country_unfilled then 'high' else 'low' end,
                '/',
                case when limited_share > country_limited then 'high' else 'low' end
            ) end
        as quadrant -- unfilled/limited, above the country's (high) or not (low)
from joined
