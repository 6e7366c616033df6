-- Answers to the recruitment survey: one row per attempt asked about.
-- @write(recruitment_survey.parquet)
-- @key(answer_id)
with asked as (
    select
        recruitment.period,
        recruitment.region_id,
        recruitment.occupation_id,
        cell.key * 10 + cycle.number as key,
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
    inner join synthetic.truth as truth
        on recruitment.period = truth.period
        and recruitment.region_id = truth.region_id
        and recruitment.occupation_id = truth.occupation_id
    where not nature.is_silent and not nature.is_obscure
),

answered as (
    select
        period,
        region_id,
        occupation_id,
        shortage_rate,
        key * 100000 + unnest(generate_series(1, answers)) as answer_id
    from asked
    where answers > 0
)

select
    cast(answer_id as bigint) as answer_id, -- the answer
    period, -- half-year
    region_id, -- region
    occupation_id, -- title
    case
        when {{ draw('answer_id', 520) }} < shortage_rate then 'unfilled'
        when {{ draw('answer_id', 530) }} < 0.12 then 'filled_other_profile'
        else 'filled'
    end as outcome, -- how the attempt ended
    round(0.5 + {{ draw('answer_id', 540) }}, 3)
        as weight -- what the answer stands for
from answered
