-- The gate of the months: supply.month_count rounded to whole disclosure_min, and figures
-- to go on with. Who left is NULL where few left or few stayed; in its place stands what the
-- month's exit rate says of so many unemployed, disclosure_min at most.
-- @gate
-- @key(day, region_id, occupation_id)
-- @rule(left_figure <= unemployed_figure + 1e-9; no more leave than are unemployed)
with rounded as (
    select
        day,
        region_id,
        occupation_id,
        {{ rounded('unemployed') }} as unemployed,
        {{ rounded('left_within_3_months') }} as leavers,
        {{ rounded('unemployed - left_within_3_months') }} as stayers,
        left_within_3_months is not null as is_over
    from supply.month_count
),

shown as (
    select
        *,
        {% if disclosure_min > 1 %}
        case
            when is_over and leavers > 0 and stayers > 0
                then least(leavers, unemployed)
        end as left_within_3_months
        {% else %}
        case when is_over then leavers end as left_within_3_months
        {% endif %}
    from rounded
),

month as (
    select
        day,
        sum(left_within_3_months)
        / nullif(cast(sum(unemployed) as double), 0) as exit_rate
    from shown
    where region_id <> 'DK' and left_within_3_months is not null
    group by day
)

select
    shown.day, -- the day
    shown.region_id, -- region; DK: the country
    shown.occupation_id, -- title
    shown.unemployed, -- job-ready persons with the title as job target, rounded; 0: few or none
    shown.left_within_3_months, -- of these, left in time, rounded; NULL: few, or not over yet
    cast(shown.unemployed as double) as unemployed_figure, -- the same, to go on with
    case
        when shown.left_within_3_months is not null
            then cast(shown.left_within_3_months as double)
        when not shown.is_over then null
        when shown.leavers = 0
            then least(
                shown.unemployed * coalesce(month.exit_rate, 0.5), {{ disclosure_min }}e0
            )
        else shown.unemployed - least(
            shown.unemployed * (1 - coalesce(month.exit_rate, 0.5)),
            {{ disclosure_min }}e0
        )
    end as left_figure -- of these, left in time: shown, or what stands in
from shown
left join month on shown.day = month.day
