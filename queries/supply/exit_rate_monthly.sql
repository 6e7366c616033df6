-- Of the job-ready unemployed on the first of a month, how many leave unemployment within
-- three months: one row per month and region (DK: the country), and for the country one
-- per month and occupation field of a job target too (field all: every one, also none),
-- for as long as three months can be followed: as in supply.prospects, they may end up to
-- 31 days after the last day observed, and is_followed says whether they were seen whole.
-- It is the exit rate of the balance for every month, so the newest one there is.
-- Source: STAR (2025), Udbud af arbejdskraft. Persons are rounded to whole
-- disclosure_min, and the rate is worked out from that. Few unemployed have no row, and
-- few who leave or stay no figures. In a half-year's own month the persons are those of
-- the balance, and could narrow down what it withholds of a title. There, then, fields
-- have no row, and regions only figures far above the most that a title can have: where
-- that is 120, only from 125 on, of those who leave and who stay as well.
-- @gate
-- @publish
-- @key(month, region_id, field_da)
with extent as (
    select
        observed.observed_until as last_day,
        min(record.start_date) as first_day
    from input.unemployment_spell as record
    cross join supply.observed_until as observed
    group by observed.observed_until
),

-- what a cohort is of: a region, the country, or a field in the country
part as (
    select
        row_number() over (order by region_id, field_da) as part,
        region_id,
        field_da
    from (
        select region_id, 'all' as field_da from input.region
        union all
        select 'DK', 'all'
        union all
        select distinct 'DK', field_da
        from input.occupation
        where field_da is not null
    ) as named
),

field as (
    select occupation.occupation_id, part.part
    from input.occupation as occupation
    inner join part
        on occupation.field_da = part.field_da
        and part.region_id = 'DK'
),

-- months are counted from year 0; a day counts from the next first of a month on
record as (
    select
        record.person_id,
        part.part,
        country.part as country_part,
        {{ month_from('record.start_date') }} as from_month,
        {{ month_from("coalesce(record.end_date, date '9999-12-01')") }} as to_month,
        {{ month_from('spell.end_date') }} as spell_end,
        spell.records = 1 as is_whole
    from input.unemployment_spell as record
    inner join supply.spell as spell
        on record.person_id = spell.person_id
        and record.start_date >= spell.start_date
        and record.start_date < spell.end_date
    inner join part
        on record.region_id = part.region_id
        and part.field_da = 'all'
    inner join part as country
        on country.region_id = 'DK'
        and country.field_da = 'all'
    where record.job_ready
),

-- only records, then targets, that hold on the first of a month
present as (
    select person_id, part, country_part, spell_end, is_whole, from_month, to_month
    from record
    where from_month < to_month
),

targeted as (
    select
        present.person_id,
        field.part,
        present.spell_end,
        greatest(present.from_month, {{ month_from('target.start_date') }})
            as from_month,
        least(
            present.to_month,
            coalesce({{ month_from('target.end_date') }}, present.to_month)
        ) as to_month
    from present
    inner join input.job_target as target
        on present.person_id = target.person_id
    inner join field on target.occupation_id = field.occupation_id
),

-- what may hold twice on the first of a month: several records of a spell, targets
placed as (
    select person_id, part, spell_end, from_month, to_month
    from present
    where not is_whole
    union all
    select person_id, country_part, spell_end, from_month, to_month
    from present
    where not is_whole
    union all
    select person_id, part, spell_end, from_month, to_month
    from targeted
    where from_month < to_month
),

-- months that all meet in one are one stretch, as for nearly every person
whose as (
    select
        part,
        person_id,
        spell_end,
        min(from_month) as from_month,
        max(to_month) as to_month,
        max(from_month) <= min(to_month) as is_unbroken
    from placed
    group by part, person_id, spell_end
),

-- a person counts once: of several records in a spell, what earlier ones leave over
reached as (
    select
        placed.*,
        coalesce(
            max(placed.to_month) over (
                partition by placed.person_id, placed.part, placed.spell_end
                order by placed.from_month, placed.to_month
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as reach
    from placed
    inner join whose
        on placed.person_id = whose.person_id
        and placed.part = whose.part
        and placed.spell_end = whose.spell_end
    where not whose.is_unbroken
),

counted_once as (
    select part, spell_end, from_month, to_month
    from present
    where is_whole
    union all
    select country_part, spell_end, from_month, to_month
    from present
    where is_whole
    union all
    select part, spell_end, from_month, to_month
    from whose
    where is_unbroken
    union all
    select part, spell_end, greatest(from_month, reach), to_month
    from reached
    where to_month > reach
),

-- comes into the cohorts, goes out, comes among those who leave within three months
step as (
    select part, from_month as month, count(*) as unemployed, 0 as leaving
    from counted_once
    group by part, from_month
    union all
    select part, to_month, -count(*), 0
    from counted_once
    group by part, to_month
    union all
    select part, greatest(from_month, spell_end - 3), 0, count(*)
    from counted_once
    where spell_end - 3 < to_month
    group by part, greatest(from_month, spell_end - 3)
    union all
    select part, to_month, 0, -count(*)
    from counted_once
    where spell_end - 3 < to_month
    group by part, to_month
),

added as (
    select part, month, sum(unemployed) as unemployed, sum(leaving) as leaving
    from step
    group by part, month
),

month as (
    select
        unnest(
            generate_series(
                {{ month_from('first_day') }}, {{ month_from('last_day') }}
            )
        ) as month
    from extent
),

grid as (
    select known.part, month.month
    from (select distinct part from added) as known
    cross join month
),

total as (
    select
        grid.part,
        grid.month,
        sum(coalesce(added.unemployed, 0)) over so_far as unemployed,
        sum(coalesce(added.leaving, 0)) over so_far as leaving
    from grid
    left join added
        on grid.part = added.part
        and grid.month = added.month
    window so_far as (partition by grid.part order by grid.month)
),

dated as (
    select
        *,
        make_date(
            cast(floor(month / 12) as integer), cast(month % 12 as integer) + 1, 1
        ) as first_of_month
    from total
),

own_month as (
    select distinct month(reference_date) as month_of_year
    from reference.period
),

-- more than a title has, whatever a reader takes for the counts that are hidden: what
-- stands in is within two disclosure_min of them, in each region
title as (
    select
        period.reference_date,
        shown.region_id,
        max(shown.unemployed_figure)
        + {{ 2 * disclosure_min }} * case
            when shown.region_id = 'DK'
                then (select count(*) from input.region)
            else 1
        end as most
    from supply.shown as shown
    inner join reference.period as period
        on shown.period = period.period
    group by period.reference_date, shown.region_id
),

followed as (
    select
        dated.*,
        part.region_id,
        part.field_da,
        {{ rounded('dated.unemployed') }} as shown_unemployed,
        {{ rounded('dated.leaving') }} as shown_leaving,
        own_month.month_of_year is not null as is_own_month,
        dated.first_of_month + interval 3 month <= extent.last_day as is_followed,
        coalesce(title.most, 0) + {{ disclosure_min }} as most
    from dated
    inner join part on dated.part = part.part
    cross join extent
    left join own_month
        on month(dated.first_of_month) = own_month.month_of_year
    left join title
        on dated.first_of_month = title.reference_date
        and part.region_id = title.region_id
    where dated.first_of_month + interval 3 month <= extent.last_day + 31
        and dated.unemployed > 0
),

controlled as (
    select
        *,
    {% if disclosure_min > 1 %}
        {{ many('shown_unemployed') }}
        and shown_unemployed >= most
        and (field_da = 'all' or not is_own_month)
            as shows_unemployed,
        {{ many('least(shown_leaving, shown_unemployed - shown_leaving)') }}
        and least(shown_leaving, shown_unemployed - shown_leaving) >= most
            as shows_left
    {% else %}
        true as shows_unemployed,
        true as shows_left
    {% endif %}
    from followed
)

select
    first_of_month as month, -- the day of the cohort, the first of a month
    region_id, -- where they are unemployed; DK: the country
    field_da, -- occupation field of a job target; all: every one
    shown_unemployed as unemployed, -- job-ready persons
    case when shows_left then shown_leaving end
        as left_within_3_months, -- of these, left within three months
    case when shows_left then cast(shown_leaving as double) / shown_unemployed end
        as exit_rate, -- share that left, 0-1
    is_followed -- three months observed whole; else some exits are yet to be seen
from controlled
where shows_unemployed
