-- Answers to the recruitment survey: one row per attempt asked about.
-- @write(recruitment_survey.parquet)
-- @key(answer_id)
with asked as (
    select
        recruitment.period,
        recruitment.region_id,
        recruitment.occupation_id,
        cell.key * 10 + cycle.number as key,
        cell.key as cell_key,
        cycle.first_day,
        occupation.field_da,
        occupation.education_level,
        recruitment.attempts,
        truth.shortage_rate,
        cast(
            floor(
                least(
                    recruitment.attempts * nature.advertising_share * 0.20
                    / sqrt(cycle.shortage) * power(region.share * 5, -0.65)
                    * exp(
                        0.35
                        * {{ draw_normal('cell.key * 10 + cycle.number', 500) }}
                    ) + {{ draw('cell.key * 10 + cycle.number', 510) }},
                    recruitment.attempts
                )
            ) as bigint
        ) as answers
    from synthetic.recruitment as recruitment
    inner join synthetic.cell as cell
        on recruitment.region_id = cell.region_id
        and recruitment.occupation_id = cell.occupation_id
    inner join synthetic.region as region
        on recruitment.region_id = region.region_id
    inner join synthetic.cycle as cycle
        on recruitment.period = cycle.period
    inner join synthetic.nature as nature
        on recruitment.occupation_id = nature.occupation_id
    inner join synthetic.occupation as occupation
        on recruitment.occupation_id = occupation.occupation_id
    inner join synthetic.truth as truth
        on recruitment.period = truth.period
        and recruitment.region_id = truth.region_id
        and recruitment.occupation_id = truth.occupation_id
    where not nature.is_silent and not nature.is_obscure
),

answered as (
    select
        *,
        key * 100000 + unnest(generate_series(1, answers)) as answer_id
    from asked
    where answers > 0
),

-- employers come back, now and then
met as (
    select
        *,
        {{ draw('answer_id', 550) }} as luck,
        cell_key * 1000
        + cast(floor({{ draw('answer_id', 550) }} * (answers * 6 + 1)) as bigint)
            as firm_id
    from answered
),

employed as (
    select
        met.*,
        {{ draw('firm_id', 570) }} as firm_luck,
        industry.industry,
        industry.other_industry,
        industry.public_share,
        case
            when {{ draw('answer_id', 520) }} < met.shortage_rate then 'unfilled'
            when {{ draw('answer_id', 530) }} < 0.12 then 'filled_other_profile'
            else 'filled'
        end as outcome
    from met
    inner join synthetic.industry as industry
        on met.field_da = industry.field_da
)

select
    cast(answer_id as bigint) as answer_id, -- the answer
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    outcome, -- how the attempt ended
    round(attempts / answers * (0.5 + {{ draw('answer_id', 540) }}), 3)
        as weight, -- attempts that the answer stands for
    first_day + cast(floor(luck * 8831 % 1 * 181) as integer)
        as answered_on, -- day of the answer
    firm_id, -- the firm that answered
    case when firm_luck < 0.7 then industry else other_industry end
        as industry, -- its DB07 code
    case when firm_luck * 8831 % 1 < public_share then 'public' else 'private' end
        as sector, -- private or public
    case
        when outcome = 'unfilled' then null
        when luck * 7433 % 1 < case education_level
            when 'none' then 0.85 when 'vocational' then 0.35
            when 'long' then 0.08 else 0.2 end
            then 'not_required'
        when outcome = 'filled_other_profile'
            and luck * 6367 % 1 < case education_level
                when 'long' then 0.15 else 0.5 end
            then 'missing'
        else 'present'
    end as formal_education, -- the education needed, of the person hired
    case
        when outcome = 'unfilled'
            then luck * 5381 % 1 < case
                when firm_luck * 8831 % 1 < public_share then 0.15 else 0.45 end
    end as production_limit -- did the firm produce less for it? NULL: not asked
from employed
