-- How attempts to recruit end: one row per window, level (country, field, industry,
-- occupation), key and region (DK: the country), from the answers with their weights.
-- Groups of few firms have no row; a title with few answers has no shares. The interval is
-- on the logit scale, and counts a firm's answers as one. Unlike the balance's shortage
-- rates, which are of one half-year and unweighted as a rule.
-- Source: STAR's recruitment survey, Ledige stillinger på det danske arbejdsmarked.
-- @publish
-- @key(survey_window, level, key, region_id)
-- @rule(low <= unfilled_share + 1e-9 and unfilled_share <= high + 1e-9;
--   a share lies in its interval)
with shared as (
    select
        survey_window,
        level,
        key,
        region_id,
        answers,
        attempts * attempts / weight_squares as effective_answers,
        attempts * attempts / firm_squares as effective_firms,
        attempts,
        unfilled / attempts as share,
        other_profile / attempts as other_share,
        {{ share_variance(
            'unfilled', 'attempts', 'unfilled_squares', 'unfilled_products',
            'firm_squares', 'firms'
        ) }} as variance
    from recruitment.shown
    where level <> 'occupation' or answers >= {{ min_answers }}
),

bounded as (
    select
        *,
        {{ share_bound('share', 'variance', 'effective_firms', 'low') }} as low,
        {{ share_bound('share', 'variance', 'effective_firms', 'high') }} as high,
        row_number() over (
            partition by survey_window, level, region_id
            order by share desc, attempts desc, key
        ) as rank
    from shared
)

select
    shown.survey_window, -- the months that the answers lie in, such as 2024-01/2025-12
    shown.level, -- what the key names @in(country, field, industry, occupation)
    shown.key, -- a field, industry or title; all: all recruitment
    shown.region_id, -- region of the workplace; DK: the country @references(reference.region.region_id)
    shown.answers, -- answers, counted raw
    round(shown.attempts * shown.attempts / shown.weight_squares, 1)
        as effective_answers, -- equally weighted answers that would tell as much (Kish)
    round(shown.attempts, 1) as attempts, -- recruitment attempts, grossed up
    round(bounded.share, 3)
        as unfilled_share, -- share of attempts that ended unfilled, 0-1 @min(0) @max(1)
    round(bounded.low, 3) as low, -- its 95 pct interval, lower end, 0-1
    round(bounded.high, 3) as high, -- its 95 pct interval, upper end, 0-1
    round(bounded.other_share, 3)
        as other_profile_share, -- share filled by another profile than wanted, 0-1 @min(0)
    round(bounded.share + bounded.other_share, 3)
        as failed_share, -- share unfilled or filled by another profile, 0-1 @max(1)
    bounded.rank -- by unfilled_share, the largest first, within window, level and region
from recruitment.shown as shown
left join bounded
    on shown.survey_window = bounded.survey_window
    and shown.level = bounded.level
    and shown.key = bounded.key
    and shown.region_id = bounded.region_id
