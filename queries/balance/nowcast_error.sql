-- What bringing the balance up to date is worth: one row per half-year and side (supply,
-- demand, and the category of both), over the regions' titles: how far what could be said on
-- its reference date was from what it became, beside "as in the half-year before".
-- @publish
-- @key(period, side)
with tried as (
    select
        trial.target_period as period,
        trial.exit_rate_estimate,
        trial.shortage_rate,
        trial.good_prospects,
        trial.in_shortage,
        became.exit_rate as became_exit_rate,
        became.shortage_rate as became_shortage_rate,
        became.good_prospects as became_good_prospects,
        became.in_shortage as became_in_shortage,
        last.exit_rate as last_exit_rate,
        last.shortage_rate as last_shortage_rate,
        last.good_prospects as last_good_prospects,
        last.in_shortage as last_in_shortage
    from balance.nowcast_trial as trial
    inner join balance.unrounded as became
        on trial.target_period = became.period
        and trial.region_id = became.region_id
        and trial.occupation_id = became.occupation_id
    inner join balance.unrounded as last
        on trial.last_period = last.period
        and trial.region_id = last.region_id
        and trial.occupation_id = last.occupation_id
    where trial.region_id <> 'DK'
),

side as (
    {% for side, rate, decided in [
        ('supply', 'exit_rate', 'good_prospects'),
        ('demand', 'shortage_rate', 'in_shortage'),
    ] %}
    select
        period,
        '{{ side }}' as side,
        {{ 'exit_rate_estimate' if side == 'supply' else rate }}
        - became_{{ rate }} as error,
        last_{{ rate }} - became_{{ rate }} as error_last,
        {{ decided }} = became_{{ decided }} as is_right,
        last_{{ decided }} = became_{{ decided }} as was_right
    from tried
    union all
    {% endfor %}
    select
        period,
        'category' as side,
        null as error,
        null as error_last,
        good_prospects = became_good_prospects
        and in_shortage = became_in_shortage as is_right,
        last_good_prospects = became_good_prospects
        and last_in_shortage = became_in_shortage as was_right
    from tried
),

compared as (
    select
        period,
        side,
        count(*) filter (where is_right is not null and was_right is not null)
            as titles,
        sqrt(
            {{ exact_sum('error * error', where='error_last is not null') }}
            / nullif(count(error) filter (where error_last is not null), 0)
        ) as error,
        sqrt(
            {{ exact_sum('error_last * error_last', where='error is not null') }}
            / nullif(count(error_last) filter (where error is not null), 0)
        ) as error_last,
        avg(case when is_right then 1e0 else 0e0 end)
            filter (where is_right is not null and was_right is not null) as share_right,
        avg(case when was_right then 1e0 else 0e0 end)
            filter (where is_right is not null and was_right is not null)
            as share_right_last
    from side
    group by period, side
)

select
    period, -- half-year that is tried @references(reference.period.period)
    side, -- side of the balance, or the category @in(supply, demand, category)
    titles, -- titles in regions that are known both ways
    round(error, 4) as error, -- root mean square error of the rate brought up to date
    round(error_last, 4) as error_last, -- of the rate of the half-year before
    round(share_right, 3) as share_right, -- told right on the day, 0-1 @max(1)
    round(share_right_last, 3) as share_right_last -- right as in the half-year before, 0-1 @max(1)
from compared
where titles > 0
