-- What the balance says further of a title: one row per region (DK: the country), title,
-- language and step, for the newest half-year: the positive lists it is on, its neighbours,
-- and the newest month. Read it for one title at a time.
-- @materialize(view)
-- @publish
-- @key(region_id, occupation_id, language, step)
{% set languages = ['da', 'en'] %}
{% macro either(language, da, en) %}{{ da if language == 'da' else en }}{% endmacro %}
with newest as (
    select period, reference_date
    from reference.period
    order by period desc
    limit 1
),

cell as (
    select region.region_id, occupation.occupation_id
    from reference.region as region
    cross join reference.occupation as occupation
),

listed as (
    select
        positive_list.region_id,
        positive_list.occupation_id,
        positive_list.status,
        list.list_id,
        list.name_da,
        list.name_en,
        since.label_da as since_da,
        since.label_en as since_en
    from balance.positive_list as positive_list
    inner join newest on positive_list.period = newest.period
    inner join reference.positive_list as list
        on positive_list.list_id = list.list_id
    inner join reference.period as since on positive_list.since = since.period
),

close as (
    select
        neighbour.occupation_id,
        neighbour.rank,
        neighbour.similarity,
        occupation.title_da,
        occupation.title_en
    from balance.neighbour as neighbour
    inner join reference.occupation as occupation
        on neighbour.neighbour_id = occupation.occupation_id
    where neighbour.rank <= 3
),

newest_month as (
    select max(month) as month from balance.nowcast
),

worded_step as (
    {% for language in languages %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        cell.region_id,
        cell.occupation_id,
        '{{ language }}' as language,
        1 as step,
        '{{ either(language, 'Positivlister', 'Positive lists') }}' as topic,
        coalesce(
            string_agg(
                listed.name_{{ language }}
                || case
                    when listed.status = 'left'
                        then '{{ either(language, ': er gået ud; var på siden ',
                            ': has left it; was on it since ') }}'
                    else '{{ either(language, ' siden ', ' since ') }}'
                end
                || listed.since_{{ language }}, '; ' order by listed.list_id
            ) || '.',
            '{{ either(language, 'På ingen liste.', 'On no list.') }}'
        ) as explanation
    from cell
    left join listed
        on cell.region_id = listed.region_id
        and cell.occupation_id = listed.occupation_id
    group by cell.region_id, cell.occupation_id
    union all
    select
        cell.region_id,
        cell.occupation_id,
        '{{ language }}' as language,
        2 as step,
        '{{ either(language, 'Naboer', 'Neighbours') }}' as topic,
        '{{ either(language, 'Ledige nævner den oftest sammen med ',
            'The unemployed name it most often together with ') }}'
        || string_agg(
            close.title_{{ language }}
            || ' (' || {{ percent('close.similarity', language) }} || ')',
            ', ' order by close.rank
        ) || '.' as explanation
    from cell
    inner join close on cell.occupation_id = close.occupation_id
    group by cell.region_id, cell.occupation_id
    union all
    select
        nowcast.region_id,
        nowcast.occupation_id,
        '{{ language }}' as language,
        3 as step,
        '{{ either(language, 'Nyeste måned', 'Newest month') }}' as topic,
        concat(
            {{ calendar_day('nowcast.month', language) }},
            ': ', nowcast.unemployed,
            '{{ either(language, ' jobparate ledige (afrundet); ',
                ' job-ready unemployed (rounded); ') }}',
            {{ percent('nowcast.exit_rate_estimate', language) }},
            '{{ either(language, ' af de ledige ', ' of those unemployed on ') }}',
            {{ calendar_day('nowcast.exit_month', language) }},
            '{{ either(language, ' er skønnet afgået; mangelrate ',
                ' are estimated to have left; shortage rate ') }}',
            {{ percent('nowcast.shortage_rate', language) }},
            '{{ either(language, ', fremskrevet fra ', ', carried forward from ') }}',
            period.label_{{ language }},
            case
                when category.category is not null
                    then ': ' || category.label_{{ language }}
                        || '{{ either(language, ' (sandsynlighed ', ' (probability ') }}'
                        || {{ percent('nowcast.p_category', language) }} || ')'
                else ''
            end, '.'
        ) as explanation
    from balance.nowcast as nowcast
    inner join newest_month on nowcast.month = newest_month.month
    inner join reference.period as period on nowcast.shortage_period = period.period
    left join reference.category as category on nowcast.category = category.category
    where nowcast.shortage_rate is not null and nowcast.exit_rate_estimate is not null
    {% endfor %}
)

select
    region_id, -- region; DK: the country
    occupation_id, -- title
    language, -- da or en
    step, -- 1 lists, 2 neighbours, 3 the newest month
    topic, -- what the step is about
    explanation -- the step in words and numbers
from worded_step
