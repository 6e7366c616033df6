-- The weighted answers of the titles add up to those of their field, of all industries and
-- of the country, and a region's to the country's: attempts, and attempts unfilled.
-- @materialize(check)
with whole as (
    select survey_window, attempts, unfilled
    from recruitment.tally
    where level = 'country' and region_id = 'DK'
),

part as (
    select
        survey_window,
        level,
        region_id = 'DK' as is_country,
        sum(attempts) as attempts,
        sum(unfilled) as unfilled
    from recruitment.tally
    group by survey_window, level, region_id = 'DK'
),

field as (
    select
        title.survey_window,
        coalesce(occupation.field_da, 'unknown') as key,
        title.region_id,
        sum(title.attempts) as attempts,
        sum(title.unfilled) as unfilled
    from recruitment.tally as title
    inner join input.occupation as occupation
        on title.key = occupation.occupation_id
    where title.level = 'occupation'
    group by all
),

compared as (
    select
        part.survey_window,
        part.level,
        'all' as key,
        part.attempts,
        part.unfilled,
        whole.attempts as attempts_of_whole,
        whole.unfilled as unfilled_of_whole
    from part
    inner join whole on part.survey_window = whole.survey_window
    union all
    select
        tally.survey_window,
        'titles of a field',
        tally.key,
        field.attempts,
        field.unfilled,
        tally.attempts,
        tally.unfilled
    from recruitment.tally as tally
    inner join field
        on tally.survey_window = field.survey_window
        and tally.key = field.key
        and tally.region_id = field.region_id
    where tally.level = 'field'
)

select
    survey_window, -- the months that the answers lie in
    level, -- the parts that are added up
    key, -- the field; all: all recruitment
    attempts, -- of the parts together
    attempts_of_whole, -- of the whole
    unfilled, -- of the parts together
    unfilled_of_whole -- of the whole
from compared
where abs(attempts - attempts_of_whole) > 1e-9 * attempts_of_whole
    or abs(unfilled - unfilled_of_whole) > 1e-9 * attempts_of_whole
