-- The synthetic register by person and month, one row each, before it is spread over the
-- weeks.
-- @key(person_id, month_number)
with part as (
    select
        person_id, spell, first_month as from_month, last_month as to_month,
        target_group, 'spell' as kind
    from synthetic.dream_spell
    union all
    select
        person_id, spell, last_month + 1, month_before_next,
        target_group, exit_reason
    from synthetic.dream_spell
    union all
    select
        person_id, min(spell), 1, min(first_month) - 1,
        min(target_group), 'before'
    from synthetic.dream_spell
    group by person_id
    union all
    select
        9000000000 + unnest(
            generate_series(
                1, cast(round(200000 * {{ scale }} / 900e0) as bigint)
            )
        ),
        0, 1, 108, 'none', 'before'
),

monthly as (
    select
        *,
        unnest(generate_series(from_month, to_month)) as month_number
    from part
),

drawn as (
    select
        *,
        month_number - from_month as months_in,
        {{ draw('spell', 2060) }} as kind_draw,
        {{ draw('spell * 128 + cast(floor(month_number / 3) as bigint)', 2070) }}
            as activity_draw,
        {{ draw('person_id + spell', 2080) }} as person_draw
    from monthly
),

-- under a benefit: the kind of benefit of the spell, and an activity now and then
benefit as (
    select
        *,
        case
            when activity_draw < 0.62 then 0
            when activity_draw < 0.80 then 3
            when activity_draw < 0.85 then 4
            when activity_draw < 0.88 then 5
            when activity_draw < 0.95 then 7
            when activity_draw < 0.97 then 6
            else 8
        end as activity
    from drawn
)

select
    person_id, -- the person
    month_number, -- 1 to 108: January 2011 to December 2019
    case
        when kind = 'spell' and target_group = 'unemployment_benefit'
            then case
                when activity = 0 and kind_draw < 0.06 then 152
                when activity = 0 then 111
                when activity = 4 and kind_draw < 0.5 then 231
                else 210 + activity
            end
        when kind = 'spell' and target_group = 'activity_ready'
            then activity + case
                when kind_draw < 0.18 then 700
                when kind_draw < 0.45 then 720
                when kind_draw < 0.76 then 730
                when kind_draw < 0.84 then 760
                else 810
            end
        when kind = 'spell' and target_group = 'job_ready'
            then activity + case
                when kind_draw < 0.6 then 130
                when kind_draw < 0.85 then 140
                else 160
            end
        when kind = 'spell' and activity_draw < 0.9
            then case when kind_draw < 0.9 then 890 else 870 end
        when kind = 'spell'
            then activity + case when kind_draw < 0.9 then 890 else 870 end
        when kind = 'education' and months_in < 6 + kind_draw * 24 then 651
        when kind = 'flex_job' then 771
        when kind = 'partial_sick_leave' and months_in < 1 + kind_draw * 3
            then 899
        when kind = 'disability_pension' then 783
        when kind = 'dead_or_emigrated'
            then case when kind_draw < 0.6 then 997 else 999 end
        when kind = 'other' and kind_draw < 0.5 and months_in < 2 + kind_draw * 18
            then 881
        when kind = 'other' and kind_draw between 0.5 and 0.7 then 621
        when kind = 'other' and kind_draw > 0.7 then 998
    end as code, -- code of the month's weeks; NULL: no benefit
    case
        when kind = 'employment' then 0.3 + 0.7 * person_draw
        when kind = 'self_support' and months_in < 4 then 0
        when kind <> 'spell' and person_draw < 0.7 then 0.3 + person_draw
        else 0
    end as degree -- degree of employment
from benefit
