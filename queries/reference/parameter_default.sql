-- The parameters of the rules, one row per name and period from which a value
-- holds (NULL: always). A template names one as it names a variable; a parameter
-- with several rows becomes a CASE on the query's period. A new one is a new row.
-- @key(name, from_period)
select
    name, -- the parameter's name, as templates and --set use it @not_null
    value, -- its value, as text: a number, true or false, a date or null
    unit, -- what the value is measured in
    cast(from_period as text) as from_period, -- holds from this half-year; NULL: always
    source, -- the document it comes from; choice: made here
    meaning -- what it decides
from (
    values
        (
            'exit_threshold', '0.35', 'fraction', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025)',
            'Good prospects from this exit rate on: the country''s in 2019'
        ),
        (
            'unemployment_ratio_threshold', '0.10', 'fraction', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025)',
            'Good prospects below this unemployment ratio'
        ),
        (
            'shortage_threshold', '0.12', 'fraction', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025)',
            'Shortage from this shortage rate on: the country''s in 2019'
        ),
        (
            'min_unemployed', '20', 'persons', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025)',
            'The exit rate decides from this many unemployed on'
        ),
        (
            'min_answers', '30', 'answers', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025)',
            'Survey answers stand alone from this many on'
        ),
        (
            'prior_answers', '0', 'answers', null, 'choice',
            'How many answers the model counts as; 0: as the answers themselves show'
        ),
        (
            'smoothing_unemployed', '5', 'persons', null, 'choice',
            'Unemployed, as many as elsewhere, that are added to a region''s; 0: none'
        ),
        (
            'smoothing_title', '2', 'persons or attempts', null, 'choice',
            'Unemployed and attempts, as over all titles, added to a title''s; 0: none'
        ),
        (
            'smoothing_hires', '20', 'hires', null, 'choice',
            'Hires, advertised as often as a level above, that are added; 0: none'
        ),
        (
            'indicator_floor', '0.001', 'fraction', null, 'choice',
            'Least ratio that enters a logarithm, and least rate of the model'
        ),
        (
            'rate_ceiling', '0.98', 'fraction', null, 'choice',
            'Greatest rate of the model'
        ),
        (
            'regional_bound', '3', 'factor', null, 'choice',
            'The regional tendency stays between its inverse and this'
        ),
        (
            'carry_over', '0', 'fraction', null, 'choice',
            'What an answer still counts half a year later; 0: each half-year alone'
        ),
        (
            'steady_probability', '0.7', 'probability', null, 'choice',
            'The steady category changes a side that is as likely as this to have changed'
        ),
        (
            'observed_until', 'null', 'date', null, 'choice',
            'Last day that the register covers; null: as 99.9 pct of its dates show'
        ),
        (
            'spell_gap_days', '0', 'days', null, 'choice',
            'Longest gap between two records of one unemployment spell'
        ),
        (
            'use_survey_weights', 'false', 'true or false', null,
            'STAR, Formål og anvendelse af Arbejdsmarkedsbalancen (2025), box 1',
            'Weight the survey answers; the rules on 30 answers count them raw'
        ),
        (
            'disclosure_min', '5', 'persons', null, 'choice',
            'Smaller counts of persons are hidden, and figures rounded; 0: neither'
        ),
        (
            'disclosure_min_answers', '3', 'answers', null, 'choice',
            'Answers of fewer employers are hidden, where disclosure_min is not 0'
        ),
        (
            'survey_window_months', '24', 'months', null,
            'STAR, Tværkommunale rekrutteringssamarbejder (the survey of 2021-2023)',
            'Answers to the survey that are read together; 6: those of one half-year'
        ),
        (
            'industry_groups', '19', 'groups', null, 'choice',
            'Which of Statistics Denmark''s groupings of industries: 10, 19 or 36'
        ),
        (
            'hotspot_quantile', '0.75', 'fraction', null, 'choice',
            'A hotspot has at least the attempts of this share of the region''s titles'
        ),
        (
            'contribution_share', '0.8', 'fraction', null, 'choice',
            'How many titles make up this share of a field''s unfilled attempts'
        ),
        (
            'limit_all_firms', 'false', 'true or false', null, 'choice',
            'Limits to production of all firms asked, not of those with an unfilled attempt'
        ),
        (
            'target_coverage_drop', '0.05', 'fraction', null, 'choice',
            'The build warns where the share with a job target falls by more in a half-year'
        ),
        (
            'neighbour_persons', '10', 'persons', null, 'choice',
            'Titles are neighbours where so many unemployed persons name both'
        ),
        (
            'nowcast_slack_days', '7', 'days', null, 'choice',
            'A month is known that begins no later after the last day observed'
        ),
        (
            'unreliable_width', '0.25', 'fraction', null, 'choice',
            'A shortage rate is of low reliability where its interval is wider'
        ),
        (
            'exit_lag_months', '1', 'months', null,
            'VIVE, the jobcentres 2011-2019 (Amilon et al.), section 4.3.1',
            'Months from a spell''s last month to where its exit reason is read'
        ),
        (
            'keep_spells_under_way', 'false', 'true or false', null, 'choice',
            'Keep spells that were under way in the first observed month'
        )
) as parameter (name, value, unit, from_period, source, meaning)
