-- The exit reasons that are reported of each target group, one row per group and
-- reason; the others count as other. Source: VIVE, the jobcentres 2011-2019 (Amilon et
-- al.), tables 4.1-4.5, and section 4.1.3 for the duration bands.
-- @key(target_group, exit_reason)
with every_group as (
    select target_group
    from reference.target_group
),

common as (
    select exit_reason, in_duration_band
    from (
        values
            ('employment', true),
            ('self_support', true),
            ('education', true),
            ('other', false),
            ('dead_or_emigrated', false),
            ('still_unemployed', false),
            ('unknown', false)
    ) as common (exit_reason, in_duration_band)
),

-- of the sick, partial sick leave stands in the bands in place of education
reported as (
    select
        every_group.target_group,
        common.exit_reason,
        common.in_duration_band
        and not (
            every_group.target_group = 'sickness_benefit'
            and common.exit_reason = 'education'
        ) as in_duration_band
    from every_group
    cross join common
    union all
    select target_group, exit_reason, in_duration_band
    from (
        values
            ('activity_ready', 'flex_job', false),
            ('activity_ready', 'disability_pension', false),
            ('sickness_benefit', 'flex_job', false),
            ('sickness_benefit', 'disability_pension', false),
            ('sickness_benefit', 'partial_sick_leave', true)
    ) as special (target_group, exit_reason, in_duration_band)
)

select
    target_group, -- the group of the spell's last month
    exit_reason, -- a reason reported of it
    in_duration_band -- spells that end so are in spells.duration_band
from reported
