-- What titles contribute to the unfilled attempts of their field in the country: one row
-- per window, field and title, most first. Titles of few firms have no row, but are part of
-- the field. Source: STAR, Ledige stillinger på det danske arbejdsmarked: few titles in
-- health, the sum of many in the crafts.
-- @publish
-- @key(survey_window, field_da, occupation_id)
-- @rule(cumulative_share <= 1 + 1e-9; titles are no more than their field)
with title as (
    select
        shown.survey_window,
        coalesce(occupation.field_da, 'unknown') as field_da,
        shown.key as occupation_id,
        shown.unfilled
    from recruitment.shown as shown
    inner join input.occupation as occupation
        on shown.key = occupation.occupation_id
    where shown.level = 'occupation' and shown.region_id = 'DK'
),

field as (
    select survey_window, key as field_da, unfilled
    from recruitment.shown
    where level = 'field' and region_id = 'DK'
),

added as (
    select
        title.survey_window,
        title.field_da,
        title.occupation_id,
        title.unfilled,
        title.unfilled / field.unfilled as share,
        {{ amount_sum('title.unfilled', over='so_far') }} / field.unfilled
            as cumulative,
        row_number() over so_far as rank
    from title
    inner join field
        on title.survey_window = field.survey_window
        and title.field_da = field.field_da
    where field.unfilled > 0
    window so_far as (
        partition by title.survey_window, title.field_da
        order by title.unfilled desc, title.occupation_id
    )
)

select
    survey_window, -- the months that the answers lie in
    field_da, -- occupational field in Danish
    occupation_id, -- title @references(reference.occupation.occupation_id)
    round(unfilled, 1) as unfilled_attempts, -- attempts that ended unfilled, grossed up
    round(share, 3) as share_of_field, -- of the field's unfilled attempts, 0-1
    least(round(cumulative, 3), 1e0)
        as cumulative_share, -- of the field's, this title and those before it, 0-1
    rank, -- in the field, most unfilled first
    min(case when cumulative >= {{ contribution_share }} - 1e-9 then rank end) over (
        partition by survey_window, field_da
    ) as titles_needed -- titles that make up contribution_share (80 pct) of the field's
from added
