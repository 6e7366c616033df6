-- The counts that disclosure control is about: one row per half-year, region (DK: the
-- country) and title, with what is too small to be shown, and between which counts
-- a reader who knows the rules would still waver if it were left out. Not published.
-- A hidden count of 1 would be told by the rule itself where only 1 is too small, so
-- disclosure_min 2 is taken as 3.
-- @key(period, region_id, occupation_id)
-- @rows(= balance.undisclosed)
with ruled as (
    select
        period,
        region_id,
        occupation_id,
        unemployed,
        left_within_3_months as leavers,
        unemployed - left_within_3_months as stayers,
        full_time_employees,
        supply_basis,
        good_prospects,
        case
            when {{ disclosure_min }} = 2 then 3 else {{ disclosure_min }}
        end as least_shown,
        {{ min_unemployed }} as least_rated,
        full_time_employees * {{ unemployment_ratio_threshold }}
            as unemployed_at_limit,
        ceil(unemployed * {{ exit_threshold }} - 1e-9) as leavers_at_limit
    from balance.undisclosed
),

small as (
    select
        *,
        coalesce(unemployed between 1 and least_shown - 1, false)
            as small_unemployed,
        coalesce(
            unemployed between 1 and least_shown - 1
            or leavers between 1 and least_shown - 1
            or stayers between 1 and least_shown - 1,
            false
        ) as small_left
    from ruled
),

-- where prospects that are shown would tell a small count by themselves: only with
-- thresholds far below the documents' 20 unemployed and 35 pct
signed as (
    select
        *,
        (small_unemployed and least_rated < least_shown)
        or (
            small_left and not small_unemployed
            and supply_basis = 'exit_rate'
            and (
                leavers_at_limit between 2 and least_shown - 1
                or leavers_at_limit > unemployed - least_shown + 1
            )
        ) as prospects_tell
    from small
),

-- where employees and prospects of a region together would tell it. Half a count more
-- is hidden on the wavering side, so that the gap itself leaves two counts possible
limited as (
    select
        *,
        coalesce(
            region_id <> 'DK'
            and small_unemployed
            and not prospects_tell
            and supply_basis = 'unemployment_ratio'
            and case
                when good_prospects then unemployed_at_limit <= 2.5
                else unemployed_at_limit > least_shown - 2.5
            end,
            false
        ) as employees_tell,
        case when small_unemployed then 1 else least_shown end as class_low,
        case when small_unemployed then least_shown else least_rated end - 1
            as class_high,
        ceil(unemployed_at_limit - 1e-9) as limit_above,
        supply_basis = 'unemployment_ratio' and not prospects_tell
            as is_limited
    from signed
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    unemployed, -- job-ready persons with the title as job target
    leavers, -- of these, left within three months
    stayers, -- of these, did not
    full_time_employees, -- employees, in full-time equivalents
    supply_basis, -- what decides on prospects
    good_prospects, -- can the unemployed find work?
    least_shown, -- least count of persons that may be shown
    least_rated, -- the exit rate decides from this many unemployed on
    small_unemployed, -- unemployed is too small to be shown
    small_left, -- unemployed, or who left, or who stayed, is
    prospects_tell, -- prospects that are shown would tell the count
    employees_tell, -- employees beside prospects would tell the count
    cast(
        case
            when employees_tell and not good_prospects then least_shown - 2
            when is_limited and not good_prospects
                then least(greatest(class_low, limit_above), unemployed)
            else class_low
        end as bigint
    ) as unemployed_low, -- least count possible if unemployed is hidden
    cast(
        case
            when employees_tell and good_prospects then 2
            when is_limited and good_prospects
                then greatest(least(class_high, limit_above - 1), unemployed)
            else class_high
        end as bigint
    ) as unemployed_high, -- greatest count possible if unemployed is hidden
    cast(
        case
            when not small_left and supply_basis = 'exit_rate' and good_prospects
                then least(greatest(least_shown, leavers_at_limit), leavers)
            when not small_left then least_shown
            when unemployed > 2 * (least_shown - 1) and leavers >= least_shown
                then unemployed - least_shown + 1
            else 1
        end as bigint
    ) as left_low, -- least count possible if only who left is hidden
    cast(
        case
            when not small_left and supply_basis = 'exit_rate'
                and not good_prospects
                then greatest(
                    least(unemployed - least_shown, leavers_at_limit - 1), leavers
                )
            when not small_left then unemployed - least_shown
            when unemployed > 2 * (least_shown - 1) and leavers < least_shown
                then least_shown - 1
            else unemployed - 1
        end as bigint
    ) as left_high -- greatest count possible if only who left is hidden
from limited
