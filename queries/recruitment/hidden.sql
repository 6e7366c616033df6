-- The groups of answers that are withheld: one row per group of recruitment.tally with
-- fewer firms than disclosure_min_answers, or that has to be hidden with them. Not
-- published. A title adds up to its field, fields and industries to all recruitment,
-- regions to the country: where of such a sum one part alone is hidden, or the hidden
-- parts together are of too few firms, the smallest of the others is hidden too.
-- @key(survey_window, level, key, region_id)
with line as (
    select
        tally.survey_window,
        tally.level,
        tally.key,
        tally.region_id,
        tally.firms,
        concat('regions of ', tally.level, ' ', tally.key) as line,
        tally.region_id = 'DK' as is_sum
    from recruitment.tally as tally
    union all
    select
        tally.survey_window,
        tally.level,
        tally.key,
        tally.region_id,
        tally.firms,
        concat('titles of ', coalesce(occupation.field_da, 'unknown'), ' in ',
            tally.region_id),
        false
    from recruitment.tally as tally
    inner join input.occupation as occupation
        on tally.key = occupation.occupation_id
    where tally.level = 'occupation'
    union all
    select
        survey_window,
        level,
        key,
        region_id,
        firms,
        concat('titles of ', key, ' in ', region_id),
        true
    from recruitment.tally
    where level = 'field'
    {% for part in ['field', 'industry'] %}
    union all
    select
        survey_window,
        level,
        key,
        region_id,
        firms,
        concat('{{ part }} in ', region_id),
        level = 'country'
    from recruitment.tally
    where level in ('{{ part }}', 'country')
    {% endfor %}
),

pass_0 as (
    select
        *,
        firms < {{ disclosure_min_answers if disclosure_min > 0 else 0 }} as is_hidden
    from line
),

{% for number in range(6) %}
summed_{{ number }} as (
    select
        *,
        count(*) filter (where is_hidden) over sum_of as hidden,
        sum(firms) filter (where is_hidden and not is_sum) over sum_of as hidden_firms,
        bool_or(is_hidden and is_sum) over sum_of as hides_sum,
        row_number() over (
            partition by survey_window, line, is_hidden
            order by is_sum, firms, key, region_id
        ) as position
    from pass_{{ number }}
    window sum_of as (partition by survey_window, line)
),

pass_{{ number + 1 }} as (
    select
        survey_window,
        level,
        key,
        region_id,
        firms,
        line,
        is_sum,
        bool_or(
            is_hidden
            or (
                position = 1
                and (
                    hidden = 1
                    or (
                        hidden > 1
                        and not hides_sum
                        and hidden_firms < {{ disclosure_min_answers }}
                    )
                )
            )
        ) over (partition by survey_window, level, key, region_id) as is_hidden
    from summed_{{ number }}
){{ ',' if not loop.last }}

{% endfor %}
select distinct
    survey_window, -- the months that the answers lie in
    level, -- what the key names
    key, -- a field, industry or title; all: the country's recruitment
    region_id -- region; DK: the country
from pass_6
where is_hidden
