-- Why a spell of unemployment ended, one row per reason. Source: VIVE, the jobcentres
-- 2011-2019 (Amilon et al.), section 4.1.2.
-- @publish
-- @key(exit_reason)
select
    exit_reason, -- the reason's identifier
    label_da, -- its name in Danish
    label_en, -- its name in English
    sort_order -- as the report's tables list them
from (
    values
        ('employment', 'Beskæftigelse', 'Employment', 1),
        ('self_support', 'Selvforsørgelse', 'Self-support', 2),
        ('education', 'Ordinær uddannelse', 'Ordinary education', 3),
        ('flex_job', 'Fleksjob eller skånejob', 'Flex job', 4),
        ('partial_sick_leave', 'Delvist raskmeldt', 'Partial sick leave', 5),
        ('disability_pension', 'Førtidspension', 'Disability pension', 6),
        ('other', 'Andet', 'Other', 7),
        ('dead_or_emigrated', 'Død eller udrejst', 'Dead or emigrated', 8),
        (
            'still_unemployed', 'Fortsat arbejdsløs ved dataophør',
            'Still unemployed when the data end', 9
        ),
        (
            'unknown', 'Ukendt: uden ydelse, beskæftigelse ikke oplyst',
            'Unknown: no benefit, employment not recorded', 10
        )
) as exit_reason (exit_reason, label_da, label_en, sort_order)
