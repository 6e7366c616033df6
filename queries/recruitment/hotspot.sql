-- Titles with both many recruitment attempts and a large share of them unfilled: one row
-- per window, region (DK: the country) and such a title. Many: at least the 75 pct quantile
-- of the region's titles; large: the interval of the share lies above that of all
-- recruitment in the country. Source: STAR, Ledige stillinger på det danske arbejdsmarked
-- (social- og sundhedshjælper, sygeplejerske, kok …); the bounds are a choice.
-- @publish
-- @key(survey_window, region_id, occupation_id)
with title as (
    select
        survey_window,
        region_id,
        key as occupation_id,
        attempts,
        unfilled_share,
        low,
        high,
        quantile_cont(attempts, {{ hotspot_quantile }}) over (
            partition by survey_window, region_id
        ) as many_attempts
    from recruitment.outcome
    where level = 'occupation'
),

country as (
    select survey_window, unfilled_share
    from recruitment.outcome
    where level = 'country' and region_id = 'DK'
)

select
    title.survey_window, -- the months that the answers lie in
    title.region_id, -- region; DK: the country @references(reference.region.region_id)
    title.occupation_id, -- title @references(reference.occupation.occupation_id)
    title.attempts, -- recruitment attempts, grossed up
    round(title.attempts * title.unfilled_share, 1)
        as unfilled_attempts, -- of these, ended unfilled
    title.unfilled_share, -- share of attempts that ended unfilled, 0-1
    title.low, -- its 95 pct interval, lower end, 0-1
    title.high, -- its 95 pct interval, upper end, 0-1
    round(title.many_attempts, 1)
        as attempts_needed, -- the quantile of the region's titles
    country.unfilled_share as country_share, -- all recruitment in the country, 0-1
    row_number() over (
        partition by title.survey_window, title.region_id
        order by title.attempts * title.unfilled_share desc, title.occupation_id
    ) as rank -- by unfilled attempts, the most first
from title
inner join country on title.survey_window = country.survey_window
where title.attempts >= title.many_attempts
    and title.low > country.unfilled_share
