-- Why this category? The story of a cell in numbers: one row per half-year, region
-- (DK: the country), title, language and step. Read it for one title at a time.
-- @materialize(view)
-- @publish
-- @key(period, region_id, occupation_id, language, step)
{% set languages = ['da', 'en'] %}
{% macro either(language, da, en) %}{{ da if language == 'da' else en }}{% endmacro %}
{# What each step's row begins with: the cell, the language, the step and its topic. #}
{% macro heading(language, step, da, en) %}
period,
        region_id,
        occupation_id,
        '{{ language }}' as language,
        {{ step }} as step,
        '{{ either(language, da, en) }}' as topic
{%- endmacro %}
{# In place of a rate whose counts are hidden. #}
{% macro stood_in(language) %}
'{{ either(language,
                                'holdes tilbage; hvad der sættes i stedet, afgør',
                                'withheld; what stands in for it decides') }}'
{%- endmacro %}
{# How far a fraction lies from a threshold, such as: 37.1% is 2.1 percentage points
   above the threshold of 35.0%. #}
{% macro against(language, value, threshold, is_above) %}
{{ percent(value, language) }}
            || '{{ either(language, ' ligger ', ' is ') }}'
            || {{ points(value ~ ' - ' ~ threshold, language) }}
            || case
                when {{ is_above }}
                    then '{{ either(language, ' over', ' above') }}'
                else '{{ either(language, ' under', ' below') }}'
            end
            || '{{ either(language, ' grænsen på ', ' the threshold of ') }}'
            || {{ percent(threshold, language) }}
{%- endmacro %}
{# Why the steady category has another side than the category, where it has. #}
{% macro steadied(language, side, p, da, en) %}
case
            when {{ side }} = {{ side }}_steady then ''
            when {{ reaches(p, steady_probability) }}
                or {{ reaches('1 - ' ~ p, steady_probability) }}
                then '{{ either(language, 'Sandsynligheden for ' ~ da ~ ', ',
                    'The probability of ' ~ en ~ ', ') }}'
                    || {{ percent(p, language) }}
                    || '{{ either(language,
                        ', er afgørende og siger det modsatte af reglen. ',
                        ', is decisive and says the opposite of the rule. ') }}'
            else '{{ either(language, 'Sandsynligheden for ' ~ da ~ ', ',
                    'The probability of ' ~ en ~ ', ') }}'
                || {{ percent(p, language) }}
                || '{{ either(language, ', ligger mellem ', ', lies between ') }}'
                || {{ percent('1 - ' ~ steady_probability, language) }}
                || '{{ either(language, ' og ', ' and ') }}'
                || {{ percent(steady_probability, language) }}
                || '{{ either(language,
                    ', så det seneste afgørende halvår gælder, eller ellers det første. ',
                    ', so the last decisive half-year holds, or else the first. ') }}'
        end
{%- endmacro %}
-- has_…: 1 if a cell has those steps, else 0
with assessed as (
    select
        assessment.period,
        assessment.region_id,
        assessment.occupation_id,
        assessment.unemployed,
        assessment.left_within_3_months,
        assessment.exit_rate,
        assessment.full_time_employees,
        assessment.unemployment_ratio,
        assessment.supply_basis,
        assessment.good_prospects,
        assessment.answers,
        assessment.answers_national,
        assessment.effective_answers,
        assessment.unfilled,
        assessment.predicted_rate,
        assessment.prediction_weight,
        assessment.answers_elsewhere,
        assessment.worth_elsewhere,
        assessment.rate_elsewhere,
        assessment.general_tendency,
        assessment.regional_tendency,
        assessment.adjusted_rate,
        assessment.prior_weight,
        assessment.answers_used,
        assessment.unfilled_used,
        assessment.shortage_rate,
        assessment.shortage_basis,
        assessment.shortage_rate_low,
        assessment.shortage_rate_high,
        assessment.p_shortage,
        assessment.exit_rate_expected,
        assessment.exit_prior_weight,
        assessment.exit_rate_estimate,
        assessment.exit_rate_low,
        assessment.exit_rate_high,
        assessment.p_good_prospects,
        assessment.in_shortage,
        assessment.p_category,
        assessment.category,
        assessment.category_steady,
        assessment.good_prospects_steady,
        assessment.in_shortage_steady,
        period.reference_date,
        period.follow_up_date,
        period.label_da as period_da,
        period.label_en as period_en,
        occupation.title_da,
        occupation.title_en,
        region.name_da,
        region.name_en,
        category.label_da as category_da,
        category.label_en as category_en,
        steady.label_da as steady_da,
        steady.label_en as steady_en,
        basis.label_da as basis_da,
        basis.label_en as basis_en,
        cast(
            assessment.p_good_prospects is not null
                and assessment.unemployed is not null as bigint
        ) as has_estimate,
        cast(assessment.region_id <> 'DK' as bigint) as has_tendency,
        cast(assessment.shortage_rate is not null as bigint) as has_rate
    from balance.assessment as assessment
    inner join reference.period as period
        on assessment.period = period.period
    inner join reference.occupation as occupation
        on assessment.occupation_id = occupation.occupation_id
    inner join reference.region as region
        on assessment.region_id = region.region_id
    left join reference.category as category
        on assessment.category = category.category
    left join reference.category as steady
        on assessment.category_steady = steady.category
    left join reference.basis as basis
        on assessment.shortage_basis = basis.shortage_basis
),

worded_step as (
    {% for language in languages %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        {{ heading(language, 1, 'Vurdering', 'Assessment') }},
        title_{{ language }} || ', ' || name_{{ language }} || ', '
        || period_{{ language }} || ': '
        || coalesce(
            category_{{ language }},
            '{{ either(language, 'kan ikke vurderes', 'cannot be assessed') }}'
        )
        || coalesce(
            '{{ either(language, ' (sandsynlighed ', ' (probability ') }}'
            || {{ percent('p_category', language) }} || ')',
            ''
        ) || '.' as explanation
    from assessed
    union all
    select
        {{ heading(language, 2, 'Ledige', 'The unemployed') }},
        case
            when unemployed is null and supply_basis is null
                and left_within_3_months is null and exit_rate is null
                and good_prospects is null
                then '{{ either(language,
                    'Antallet af ledige er ukendt eller holdes tilbage af hensyn til få personer.',
                    'The number of unemployed is not known, or withheld to protect few persons.') }}'
            when unemployed is null
                then '{{ either(language,
                    'Antallet af ledige holdes tilbage af hensyn til få personer, her eller i en anden region.',
                    'The number of unemployed is withheld to protect few persons, here or in another region.') }}'
            else {{ day_in_words('reference_date', language) }} || '{{ either(language, ' havde ', ': ') }}'
                || unemployed || '{{ either(language,
                    ' jobparate ledige stillingen som jobmål; ',
                    ' job-ready unemployed had the title as a job target; ') }}'
                || coalesce(
                    left_within_3_months || '{{ either(language,
                        ' af dem havde forladt ledighed ',
                        ' of them had left unemployment by ') }}'
                    || {{ day_in_words('follow_up_date', language) }}
                    || coalesce(' (' || {{ percent('exit_rate', language) }} || ')', ''),
                    '{{ either(language,
                        'hvor mange der forlod ledighed, holdes tilbage',
                        'how many left is withheld') }}'
                ) || '.'
        end
    from assessed
    union all
    select
        {{ heading(language, 3, 'Jobmuligheder', 'Prospects') }},
        case
            when supply_basis = 'exit_rate'
                then '{{ either(language, 'Fra ', 'From ') }}'
                    || {{ plain(min_unemployed, language) }}
                    || '{{ either(language,
                        ' ledige afgør afgangsraten: ',
                        ' unemployed on, the exit rate decides: ') }}'
                    || case
                        when exit_rate is null
                            then {{ stood_in(language) }}
                        else {{ against(
                            language, 'exit_rate', exit_threshold, 'good_prospects'
                        ) }}
                    end
            when supply_basis = 'unemployment_ratio'
                then '{{ either(language, 'Under ', 'Below ') }}'
                    || {{ plain(min_unemployed, language) }}
                    || '{{ either(language,
                        ' ledige afgør arbejdsløshedsratioen: ',
                        ' unemployed, the unemployment ratio decides: ') }}'
                    || case
                        when unemployment_ratio is null
                            then {{ stood_in(language) }}
                        else coalesce(unemployed || ' / '
                            || {{ decimal('full_time_employees', 1, language) }}
                            || ' = ', '')
                            || {{ against(
                                language, 'unemployment_ratio', unemployment_ratio_threshold,
                                'not good_prospects'
                            ) }}
                    end
            else '{{ either(language,
                'Jobmulighederne kan ikke vurderes: for få ledige til afgangsraten, og ingen arbejdsløshedsratio',
                'Prospects cannot be assessed: too few unemployed for the exit rate, and no unemployment ratio') }}'
        end
        || case
            when good_prospects
                then '{{ either(language, '; jobmulighederne er gode.', '; prospects are good.') }}'
            when not good_prospects
                then '{{ either(language, '; jobmulighederne er mindre gode.', '; prospects are less good.') }}'
            else '.'
        end
    from assessed
    union all
    select
        {{ heading(language, 4, 'Afgangsrate anslået', 'Exit rate estimated') }},
        case
            when region_id = 'DK'
                then '{{ either(language, 'Alle stillinger under ét: ', 'All titles together: ') }}'
            else '{{ either(language,
                'Stillingen i de andre regioner og alle stillinger: ',
                'The title in the other regions and all titles: ') }}'
        end
        || {{ percent('exit_rate_expected', language) }}
        || '{{ either(language, ', tæller som ', ', counts as ') }}'
        || {{ decimal('exit_prior_weight', 1, language) }}
        || '{{ either(language, ' ledige. Med de ', ' unemployed. With the ') }}'
        || unemployed
        || '{{ either(language,
            ' ledige her anslås afgangsraten til ',
            ' unemployed here the exit rate is estimated at ') }}'
        || {{ percent('exit_rate_estimate', language) }}
        || '{{ either(language, ', 95 pct. interval ', ', 95% interval ') }}'
        || {{ percent('exit_rate_low', language) }}
        || '{{ either(language, ' til ', ' to ') }}'
        || {{ percent('exit_rate_high', language) }}
        || '{{ either(language,
            '; sandsynlighed for gode jobmuligheder ',
            '; probability of good prospects ') }}'
        || {{ percent('p_good_prospects', language) }}
        || case
            when good_prospects is null then '.'
            when good_prospects = (p_good_prospects >= 0.5)
                then '{{ either(language, '; det peger samme vej.', '; it points the same way.') }}'
            else '{{ either(language,
                '; det peger den anden vej, men reglen ovenfor afgør.',
                '; it points the other way, but the rule above decides.') }}'
        end
    from assessed
    where has_estimate = 1
    union all
    select
        {{ heading(language, '4 + has_estimate', 'Svar', 'Answers') }},
        coalesce(
            answers || '{{ either(language, ' svar', ' answers') }}'
            || case
                when region_id = 'DK' then ''
                else '{{ either(language, ' i regionen', ' in the region') }}'
            end
            || case
                when abs(answers - effective_answers) > 1e-9
                    then '{{ either(language, ', vægtet som ', ', weighted as ') }}'
                        || {{ counted('effective_answers', language) }}
                else ''
            end
            || case
                when answers > 0
                    then '{{ either(language, ', heraf ', ', of which ') }}'
                        || {{ counted('unfilled', language) }}
                        || '{{ either(language, ' ubesatte', ' unfilled') }}'
                else ''
            end,
            '{{ either(language,
                'Antallet af svar holdes tilbage af hensyn til få arbejdsgivere',
                'The number of answers is withheld to protect few employers') }}'
        )
        || case
            when region_id = 'DK' then '.'
            else coalesce(
                '; ' || answers_national
                || '{{ either(language, ' svar i hele landet.', ' answers in the country.') }}',
                '.'
            )
        end
    from assessed
    union all
    select
        {{ heading(language, '5 + has_estimate', 'Mangeltendens', 'Tendency') }},
        coalesce(
            case
                when prediction_weight > 0
                    then '{{ either(language, 'Ventet af stillingen: ', 'Expected of the title: ') }}'
                        || {{ percent('predicted_rate', language) }}
                        || '{{ either(language, ', tæller som ', ', counts as ') }}'
                        || {{ decimal('prediction_weight', 1, language) }}
                        || '{{ either(language, ' svar. ', ' answers. ') }}'
                else ''
            end
            || case
                when worth_elsewhere > 0
                    then {{ counted('answers_elsewhere', language) }}
                        || '{{ either(language,
                            ' svar fra andre regioner: ',
                            ' answers in other regions: ') }}'
                        || {{ percent('rate_elsewhere', language) }}
                        || '{{ either(language, ', tæller som ', ', count as ') }}'
                        || {{ decimal('worth_elsewhere', 1, language) }}
                        || '. '
                else ''
            end
            || '{{ either(language, 'Generel mangeltendens G = ', 'General tendency G = ') }}'
            || {{ percent('general_tendency', language) }}
            || '{{ either(language, '; regionsspecifik R = ', '; regional R = ') }}'
            || {{ decimal('regional_tendency', 3, language) }}
            || '; A = G × R = '
            || {{ percent('adjusted_rate', language) }},
            case when general_tendency is not null
                then '{{ either(language,
                    'Regionens mangeltendens holdes tilbage af hensyn til få arbejdsgivere.',
                    'The regional tendency is withheld to protect few employers.') }}' end,
            '{{ either(language, 'Ingen mangeltendens kan beregnes.', 'No tendency can be computed.') }}'
        )
    from assessed
    where has_tendency = 1
    union all
    select
        {{ heading(
            language, '5 + has_estimate + has_tendency',
            'Mangelrate', 'Shortage rate'
        ) }},
        coalesce(
            '{{ either(language, 'Grundlag ', 'Basis ') }}' || shortage_basis
            || ' (' || basis_{{ language }} || '): '
            || case
                when shortage_basis = '1'
                    then {{ counted('unfilled_used', language) }} || ' / '
                        || {{ counted('answers_used', language) }}
                when shortage_basis in ('2', '3')
                    then '{{ either(language, 'modellen tæller som ', 'the model counts as ') }}'
                        || {{ decimal('prior_weight', 1, language) }}
                        || '{{ either(language,
                            ' svar, regionens egne som ',
                            ' answers, the region\'\'s own as ') }}'
                        || {{ counted('answers_used', language) }} || ': ('
                        || {{ decimal('prior_weight', 1, language) }} || ' × '
                        || {{ decimal('adjusted_rate', 3, language) }} || ' + '
                        || {{ counted('unfilled_used', language) }} || ') / ('
                        || {{ decimal('prior_weight', 1, language) }} || ' + '
                        || {{ counted('answers_used', language) }} || ')'
                when shortage_basis = 'national'
                    then '{{ either(language,
                        'Σ rekrutteringsforsøg × rate / Σ rekrutteringsforsøg',
                        'Σ attempts × rate / Σ attempts') }}'
                else 'A'
            end
            || ' = ' || {{ percent('shortage_rate', language) }}
            || case
                when shortage_basis in ('4', '5', '6')
                    then '{{ either(language, '; tæller som ', '; counts as ') }}'
                        || {{ decimal('prior_weight', 1, language) }}
                        || '{{ either(language, ' svar', ' answers') }}'
                else ''
            end,
            '{{ either(language, 'Grundlag ', 'Basis ') }}' || shortage_basis
            || ' (' || basis_{{ language }} || '): ' || {{ percent('shortage_rate', language) }}
            || '{{ either(language,
                '; svarene bag holdes tilbage af hensyn til få arbejdsgivere.',
                '; the answers behind it are withheld to protect few employers.') }}',
            '{{ either(language,
                'Mangelraten kan ikke beregnes: der mangler svar eller indikatorer.',
                'No shortage rate: answers or indicators are missing.') }}'
        )
    from assessed
    union all
    select
        {{ heading(
            language, '6 + has_estimate + has_tendency',
            'Usikkerhed', 'Uncertainty'
        ) }},
        '{{ either(language, '95 pct. interval ', '95% interval ') }}'
        || {{ percent('shortage_rate_low', language) }}
        || '{{ either(language, ' til ', ' to ') }}'
        || {{ percent('shortage_rate_high', language) }}
        || '{{ either(language, '; sandsynlighed for mangel ', '; probability of shortage ') }}'
        || {{ percent('p_shortage', language) }}
    from assessed
    where has_rate = 1
    union all
    select
        {{ heading(
            language, '7 + has_estimate + has_tendency',
            'Mangel', 'Shortage'
        ) }},
        {{ against(language, 'shortage_rate', shortage_threshold, 'in_shortage') }}
        || case
            when in_shortage
                then '{{ either(language, '; der er mangel.', '; there is a shortage.') }}'
            else '{{ either(language, '; der er ikke mangel.', '; there is no shortage.') }}'
        end
    from assessed
    where has_rate = 1
    union all
    select
        {{ heading(
            language, '6 + has_estimate + has_tendency + 2 * has_rate',
            'Stabil kategori', 'Steady category'
        ) }},
        trim(steady_{{ language }}
        || case
            when category_steady = category
                then '{{ either(language, ': den samme.', ': the same.') }}'
            else '. '
        end
        || {{ steadied(
            language, 'good_prospects', 'p_good_prospects',
            'gode jobmuligheder', 'good prospects'
        ) }}
        || {{ steadied(language, 'in_shortage', 'p_shortage', 'mangel', 'shortage') }})
    from assessed
    where category_steady is not null and category is not null
    {% endfor %}
)

select
    period, -- half-year
    region_id, -- region; DK: the country
    occupation_id, -- title
    language, -- da or en
    step, -- order of the story
    topic, -- what the step is about
    explanation -- the step in words and numbers
from worded_step
