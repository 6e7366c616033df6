-- What the survey's answers lack, and what is therefore left out or made here: one row each.
-- Not published.
-- @key(topic)
-- @tell(message)
with known as (
    select
        count(*) as answers,
        count(firm_id) as firms,
        count(industry) as industries,
        count(formal_education) as educations,
        count(production_limit) as limits,
        count(weight) as weights,
        count(*) filter (
            where industry is not null
                and substr(industry, 1, 2) not in (
                    select division from reference.industry
                )
        ) as unknown_industries
    from input.recruitment_survey
),

lent as (
    select
        {{ amount_sum("case when level <> 'cell' then attempts else 0 end") }}
            as attempts,
        {{ amount_sum('attempts') }} as all_attempts
    from recruitment.stratum
),

absent as (
    {% for column, name in [
        ('firms', 'firm_id (each answer counts as a firm)'),
        ('industries', 'industry'),
        ('educations', 'formal_education'),
        ('limits', 'production_limit'),
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select {{ loop.index }} as number, '{{ name }}' as name
    from known
    where answers > 0 and {{ column }} = 0
    {% endfor %}
),

remark as (
    select
        'columns' as topic,
        concat(
            'recruitment_survey lacks ', string_agg(name, ', ' order by number),
            ': recruitment leaves out what rests on them'
        ) as message
    from absent
    having count(*) > 0
    union all
    select
        'industry',
        concat(
            'recruitment_survey has ', unknown_industries,
            ' answers with an industry that DB07 does not list: unknown'
        )
    from known
    where unknown_industries > 0
    union all
    select
        'weight',
        concat(
            'recruitment_survey lacks weights: recruitment makes them; ',
            round(100 * lent.attempts / lent.all_attempts, 1),
            ' pct of the attempts are where nobody answered'
        )
    from known
    cross join lent
    where known.weights < known.answers
)

select
    topic, -- the column, or columns
    message -- what the build tells of it
from remark
