-- The target groups of the jobcentres, one row each. Source: VIVE, the jobcentres
-- 2011-2019 (Amilon et al.), table 3.1 and section 4.1.3.
-- @publish
-- @key(target_group)
select
    target_group, -- the group's identifier
    label_da, -- its name in Danish
    label_en, -- its name in English
    longest_in_bands, -- months: longer spells are left out of the duration bands
    sort_order -- as table 3.1 lists them
from (
    values
        (
            'unemployment_benefit', 'Dagpengemodtagere',
            'On unemployment benefit', 18, 1
        ),
        ('activity_ready', 'Aktivitetsparate', 'Activity ready', 36, 2),
        ('job_ready', 'Jobparate', 'Job ready', 28, 3),
        (
            'sickness_benefit', 'Sygedagpengemodtagere',
            'On sickness benefit', 18, 4
        )
) as target_group (
    target_group, label_da, label_en, longest_in_bands, sort_order
)
