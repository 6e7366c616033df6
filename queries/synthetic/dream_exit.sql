-- How the spells of the synthetic register end and how long they last: one row per
-- target group and exit reason, and one for spells under way in the first month. The
-- numbers of spells are the country's (VIVE, the jobcentres 2011-2019, tables 4.2-4.5);
-- those under way are what table 3.3's months leave over. Lengths follow Weibull's
-- distribution, fitted to the tables' means and standard deviations.
-- @key(target_group, exit_reason)
select
    row_number() over (order by target_group, exit_reason) as number, -- for the draws
    target_group, -- group of the spell's last month
    exit_reason, -- why it ended; under_way: began before the data
    spells, -- spells of the country, 2011-2019
    shape, -- of the distribution of lengths
    scale -- of the same, in months
from (
    values
        ('activity_ready', 'employment', 94673, 0.814, 11.422),
        ('activity_ready', 'self_support', 162074, 0.846, 11.049),
        ('activity_ready', 'education', 47925, 0.897, 10.956),
        ('activity_ready', 'flex_job', 4262, 1.702, 44.806),
        ('activity_ready', 'disability_pension', 18234, 1.643, 46.768),
        ('activity_ready', 'other', 8271, 1.171, 28.598),
        ('activity_ready', 'dead_or_emigrated', 7707, 0.97, 18.817),
        ('activity_ready', 'still_unemployed', 94923, 1.144, 40.585),
        ('activity_ready', 'under_way', 168000, 1.143, 31.923),
        ('job_ready', 'employment', 162652, 0.756, 7.093),
        ('job_ready', 'self_support', 112309, 0.736, 6.011),
        ('job_ready', 'education', 33242, 0.713, 5.593),
        ('job_ready', 'other', 6151, 0.92, 11.404),
        ('job_ready', 'dead_or_emigrated', 4312, 0.809, 8.83),
        ('job_ready', 'still_unemployed', 20544, 0.86, 17.702),
        ('job_ready', 'under_way', 51000, 0.889, 8.431),
        ('sickness_benefit', 'employment', 1018469, 0.63, 1.36),
        ('sickness_benefit', 'self_support', 168893, 0.667, 3.14),
        ('sickness_benefit', 'education', 29980, 0.655, 2.462),
        ('sickness_benefit', 'flex_job', 6937, 1.304, 20.905),
        ('sickness_benefit', 'partial_sick_leave', 423008, 0.955, 2.367),
        ('sickness_benefit', 'disability_pension', 18562, 1.589, 25.97),
        ('sickness_benefit', 'other', 51597, 0.759, 4.705),
        ('sickness_benefit', 'dead_or_emigrated', 16798, 0.815, 6.071),
        ('sickness_benefit', 'still_unemployed', 70138, 0.832, 11.585),
        ('sickness_benefit', 'under_way', 210000, 0.9, 9.444),
        ('unemployment_benefit', 'employment', 1273762, 0.869, 3.874),
        ('unemployment_benefit', 'self_support', 434598, 1.031, 5.185),
        ('unemployment_benefit', 'education', 61129, 0.929, 4.827),
        ('unemployment_benefit', 'other', 276067, 1.059, 7.414),
        ('unemployment_benefit', 'dead_or_emigrated', 15772, 0.983, 4.568),
        ('unemployment_benefit', 'still_unemployed', 75574, 0.928, 5.708),
        ('unemployment_benefit', 'under_way', 102000, 0.976, 5.859)
) as exit (target_group, exit_reason, spells, shape, scale)
