-- What a balance is worth where the truth is known: `assessment` is what was built, from
-- `recruitment` among others; `truth` has period, region_id, occupation_id, shortage_rate
-- and, NULL where it is not known, exit_probability.

-- the truth of the country: by the attempts and the unemployed that there are
create temp table known as
with cell as (
    select
        truth.*,
        recruitment.attempts,
        assessment.unemployed
    from truth
    left join recruitment using (period, region_id, occupation_id)
    left join assessment using (period, region_id, occupation_id)
)

select period, region_id, occupation_id, shortage_rate, exit_probability
from cell
union all
select
    period,
    'DK',
    occupation_id,
    sum(attempts * shortage_rate) / nullif(sum(attempts), 0),
    sum(unemployed * exit_probability) / nullif(sum(unemployed), 0)
from cell
group by period, occupation_id;

create temp table rated as
select
    assessment.shortage_basis as basis,
    assessment.region_id = 'DK' as is_country,
    case
        when answers is null then 'not told'
        when answers = 0 then '0'
        when answers < 5 then '1-4'
        when answers < 15 then '5-14'
        when answers < 30 then '15-29'
        else '30 and more'
    end as answers,
    assessment.shortage_rate as estimate,
    known.shortage_rate as truth,
    known.shortage_rate between shortage_rate_low and shortage_rate_high as is_covered,
    shortage_rate_high - shortage_rate_low as width,
    p_shortage,
    known.shortage_rate >= 0.12 as is_short
from assessment
inner join known using (period, region_id, occupation_id)
where assessment.shortage_rate is not null and known.shortage_rate is not null;

create temp table left_unemployment as
select
    assessment.region_id = 'DK' as is_country,
    case
        when unemployed is null then 'not told'
        when unemployed = 0 then '0'
        when unemployed < 5 then '1-4'
        when unemployed < 20 then '5-19'
        else '20 and more'
    end as unemployed,
    exit_probability as truth,
    exit_probability between exit_rate_low and exit_rate_high as is_covered,
    exit_rate_high - exit_rate_low as width
from assessment
inner join known using (period, region_id, occupation_id)
where exit_rate_low is not null and exit_probability is not null;

-- cells whose exit rate decides, from one half-year to the next
create temp table changed as
with judged as (
    select
        assessment.period,
        region_id,
        occupation_id,
        assessment.unemployed,
        category,
        category_steady,
        case
            when exit_probability >= 0.35 and known.shortage_rate >= 0.12 then 'shortage'
            when exit_probability >= 0.35 then 'good'
            when known.shortage_rate >= 0.12 then 'paradox'
            when exit_probability is not null then 'poor'
        end as true_category,
        dense_rank() over (order by assessment.period) as number
    from assessment
    inner join known using (period, region_id, occupation_id)
    where region_id <> 'DK'
)

select
    later.category <> earlier.category as flips,
    later.category_steady <> earlier.category_steady as steady_flips,
    later.true_category <> earlier.true_category as truly_flips,
    later.category <> later.true_category as is_wrong,
    later.category_steady <> later.true_category as steady_is_wrong
from judged as later
inner join judged as earlier
    on later.region_id = earlier.region_id
    and later.occupation_id = earlier.occupation_id
    and later.number = earlier.number + 1
where later.unemployed >= 20 and earlier.unemployed >= 20
    and later.category is not null and earlier.category is not null;
