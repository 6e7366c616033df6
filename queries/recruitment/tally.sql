-- The answers added up, before disclosure control: one row per window, level (country,
-- field, industry, occupation), key and region (DK: the country) with answers. The sums of
-- squares are over firms: a firm's answers are not independent of each other. Not published.
-- @key(survey_window, level, key, region_id)
-- @rule(unfilled + other_profile <= attempts * (1 + 1e-9); parts of a whole)
-- @rule(firms <= answers; a firm has one answer at least)
{% set levels -%}
grouping sets (
        (survey_window),
        (survey_window, region_id),
        (survey_window, field_da),
        (survey_window, field_da, region_id),
        (survey_window, industry_group),
        (survey_window, industry_group, region_id),
        (survey_window, occupation_id),
        (survey_window, occupation_id, region_id)
    )
{%- endset %}
{% set names -%}
survey_window,
        case
            when grouping(occupation_id) = 0 then 'occupation'
            when grouping(industry_group) = 0 then 'industry'
            when grouping(field_da) = 0 then 'field'
            else 'country'
        end as level,
        coalesce(occupation_id, industry_group, field_da, 'all') as key,
        coalesce(region_id, 'DK') as region_id
{%- endset %}
with answer as (
    select
        *,
        firm_id is null or count(*) over (
            partition by survey_window, firm_id
        ) = 1 as is_alone
    from recruitment.answer
),

-- answers whose firm is not known, each a firm of its own, and of firms that have one
alone as (
    select
        survey_window,
        region_id,
        field_da,
        industry_group,
        occupation_id,
        count(*) as answers,
        {{ amount_sum('weight') }} as attempts,
        {{ amount_sum('weight * weight') }} as weight_squares,
        {{ amount_sum('weight * is_unfilled') }} as unfilled,
        {{ amount_sum('weight * weight * is_unfilled') }} as unfilled_squares,
        {{ amount_sum('weight * is_other_profile') }} as other_profile
    from answer
    where is_alone
    group by survey_window, region_id, field_da, industry_group, occupation_id
),

alone_added as (
    select
        {{ names }},
        sum(answers) as answers,
        sum(answers) as firms,
        {{ amount_sum('attempts') }} as attempts,
        {{ amount_sum('weight_squares') }} as weight_squares,
        {{ amount_sum('weight_squares') }} as firm_squares,
        {{ amount_sum('unfilled') }} as unfilled,
        {{ amount_sum('unfilled_squares') }} as unfilled_squares,
        {{ amount_sum('unfilled_squares') }} as unfilled_products,
        {{ amount_sum('other_profile') }} as other_profile
    from alone
    group by {{ levels }}
),

-- a firm's answers to each group, then the firms of each group
of_firm as (
    select
        {{ names }},
        firm_id,
        count(*) as answers,
        {{ amount_sum('weight') }} as attempts,
        {{ amount_sum('weight * weight') }} as weight_squares,
        {{ amount_sum('weight * is_unfilled') }} as unfilled,
        {{ amount_sum('weight * is_other_profile') }} as other_profile
    from answer
    where not is_alone
    group by firm_id, {{ levels }}
),

firms_added as (
    select
        survey_window,
        level,
        key,
        region_id,
        sum(answers) as answers,
        count(*) as firms,
        {{ amount_sum('attempts') }} as attempts,
        {{ amount_sum('weight_squares') }} as weight_squares,
        {{ amount_sum('attempts * attempts') }} as firm_squares,
        {{ amount_sum('unfilled') }} as unfilled,
        {{ amount_sum('unfilled * unfilled') }} as unfilled_squares,
        {{ amount_sum('attempts * unfilled') }} as unfilled_products,
        {{ amount_sum('other_profile') }} as other_profile
    from of_firm
    group by survey_window, level, key, region_id
),

either as (
    {% for part in ['alone_added', 'firms_added'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        survey_window,
        level,
        key,
        region_id,
        answers,
        firms,
        attempts,
        weight_squares,
        firm_squares,
        unfilled,
        unfilled_squares,
        unfilled_products,
        other_profile
    from {{ part }}
    {% endfor %}
)

select
    survey_window, -- the months that the answers lie in
    level, -- what the key names @in(country, field, industry, occupation)
    key, -- a field, industry or title; all: the country's recruitment
    region_id, -- region; DK: the country
    cast(sum(answers) as bigint) as answers, -- answers, counted raw @min(1)
    cast(sum(firms) as bigint) as firms, -- firms that gave them @min(1)
    {{ amount_sum('attempts') }} as attempts, -- recruitment attempts: the weights added
    {{ amount_sum('weight_squares') }} as weight_squares, -- the answers' weights squared, added
    {{ amount_sum('firm_squares') }} as firm_squares, -- the firms' weights squared, added
    {{ amount_sum('unfilled') }} as unfilled, -- attempts that ended unfilled @min(0)
    {{ amount_sum('unfilled_squares') }} as unfilled_squares, -- a firm's unfilled squared, added
    {{ amount_sum('unfilled_products') }} as unfilled_products, -- a firm's unfilled by its weight, added
    {{ amount_sum('other_profile') }} as other_profile -- attempts filled by another profile @min(0)
from either
group by survey_window, level, key, region_id
