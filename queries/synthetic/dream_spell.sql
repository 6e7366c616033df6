-- The spells of the synthetic register, one row each: whose they are, and in which of the
-- 108 months they lie. A sample of one in 900 of the country at scale 1. Long spells
-- have a person of their own; short ones share persons, each with room around it.
-- @key(person_id, first_month)
with wanted as (
    select
        *,
        cast(
            floor(spells * {{ scale }} / 900e0 + {{ draw('number', 2010) }})
            as bigint
        ) as sampled
    from synthetic.dream_exit
),

listed as (
    select *, unnest(generate_series(1, sampled)) as place
    from wanted
),

-- the distribution's quantiles, one by one
long as (
    select
        number * 100000000 + place as spell,
        target_group,
        exit_reason,
        cast(
            least(
                greatest(
                    round(
                        scale * power(
                            -ln(1 - (place - 0.5e0) / sampled), 1 / shape
                        )
                    ), 1
                ), 106
            ) as integer
        ) as months
    from listed
),

owned as (
    select
        *,
        case
            when months <= 40
                then cast(
                    floor(
                        {{ draw('spell', 2020) }} * 1700000 * {{ scale }} / 900e0
                    ) as bigint
                )
            else 10000000 + spell
        end as owner,
        case exit_reason
            when 'under_way' then 0
            when 'dead_or_emigrated' then 2
            when 'disability_pension' then 2
            when 'still_unemployed' then 3
            else 1
        end * 4294967296 + {{ hashed('spell', 2030) }} as turn
    from long
),

-- whoever has more than fits into 108 months is several persons
packed as (
    select
        *,
        owner * 10 + cast(
            floor(
                coalesce(
                    sum(months + 1) over (
                        partition by owner order by turn
                        rows between unbounded preceding and 1 preceding
                    ), 0
                ) / 60e0
            ) as bigint
        ) as person_id
    from owned
),

weighted as (
    select
        *,
        count(*) over person as spells,
        row_number() over so_far as place,
        sum(months) over person as all_months,
        sum(months) over so_far - months as months_before,
        max(case when exit_reason = 'under_way' then 1 else 0 end) over person
            as is_under_way,
        max(case when exit_reason = 'still_unemployed' then 1 else 0 end)
            over person as is_open,
        case
            when exit_reason = 'under_way' then 0
            else 1 + {{ hashed('spell', 2040) }} % 1000
        end as room_before
    from packed
    window
        person as (partition by person_id),
        so_far as (partition by person_id order by turn)
),

-- the months left over are shared out before, between and after
shared as (
    select
        *,
        108 - all_months - (spells - 1) - (1 - is_under_way) - (1 - is_open)
            as months_free,
        sum(room_before) over (partition by person_id order by turn)
            as room_so_far,
        sum(room_before) over (partition by person_id)
        + case
            when is_open = 1 then 0
            else 1 + {{ hashed('person_id', 2050) }} % 1000
        end as room
    from weighted
),

placed as (
    select
        *,
        cast(
            months_before + place - is_under_way
            + floor(months_free * room_so_far / room) + 1
            as integer
        ) as first_month
    from shared
)

select
    person_id, -- the person
    spell, -- the spell, for the draws
    first_month, -- its first month, 1 to 108
    first_month + months - 1 as last_month, -- its last month
    coalesce(
        lead(first_month) over (partition by person_id order by first_month),
        109
    ) - 1 as month_before_next, -- the last month before the person's next spell
    target_group, -- its group
    exit_reason -- why it ends
from placed
