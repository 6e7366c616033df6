-- How sure is the exit rate? One row per half-year, region and title, and one for the
-- country (DK), wherever the unemployed are known: the exit rate as a beta distribution
-- that starts from the country's rate and the title's in the other regions, weighed as
-- the counts show them to be alike, and is updated with the region's own unemployed.
-- It goes beyond STAR (2025), whose rule reads the region's own exit rate alone. Where
-- the number of unemployed is hidden, what stands in for it is no evidence of who leaves:
-- none are counted then.
-- @key(period, region_id, occupation_id)
with counted as (
    select
        shown.period,
        shown.region_id,
        shown.occupation_id,
        shown.region_id = 'DK' as is_country,
        case when shown.unemployed_hidden is null then shown.unemployed_figure
            else 0 end as unemployed,
        case when shown.unemployed_hidden is null then shown.left_figure
            else 0 end as leavers,
        title.kappa as kappa_title,
        region.kappa as kappa_region
    from supply.shown as shown
    inner join supply.exit_precision as title
        on shown.period = title.period
        and title.level = 'title'
    inner join supply.exit_precision as region
        on shown.period = region.period
        and region.level = 'region'
    where shown.unemployed_figure is not null
),

{{ exit_estimate('period') }}

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    expected_rate, -- exit rate expected before the region's own unemployed are counted
    prior_weight, -- what that is worth, in unemployed @min(0)
    alpha / (alpha + beta) as exit_rate_estimate, -- exit rate, both together @min(0) @max(1)
    {{ beta_quantile(0.025, 'alpha', 'beta') }}
        as exit_rate_low, -- 95 pct interval, lower end @min(0) @max(1)
    {{ beta_quantile(0.975, 'alpha', 'beta') }}
        as exit_rate_high, -- 95 pct interval, upper end @min(0) @max(1)
    1 - {{ beta_cdf(exit_threshold, 'alpha', 'beta') }}
        as p_good_prospects -- probability that it reaches the threshold @min(0) @max(1)
from distributed
