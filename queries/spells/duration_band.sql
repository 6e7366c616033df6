-- How long spells were that ended in employment, self-support or education (of the sick:
-- partial sick leave in its place): one row per target group, start year and band that
-- occurs. Only spells no longer than the group's limit, and only start years in which
-- all could reach it within the data. Spells are rounded to whole disclosure_min, and
-- percent is worked out from that. Source: VIVE, the jobcentres 2011-2019 (Amilon et
-- al.), section 4.1.3 and figures 4.2, 4.5, 4.9, 4.14.
-- @gate
-- @publish
-- @key(target_group, start_year, band)
with extent as (
    select max(month) as last_month
    from input.dream_month
),

-- a spell from December on reaches the limit in its last month
year_limit as (
    select
        target_group.target_group,
        target_group.longest_in_bands,
        year(
            extent.last_month
            - (target_group.longest_in_bands - 1) * interval 1 month
            + interval 1 month
        ) - 1 as last_start_year
    from reference.target_group as target_group
    cross join extent
),

counted as (
    select
        spell_count.target_group,
        spell_count.start_year,
        case
            when spell_count.months = 1 then '1'
            when spell_count.months <= 6 then '2-6'
            when spell_count.months <= 12 then '7-12'
            else '13+'
        end as band,
        sum(spell_count.spells) as spells
    from spells.spell_count as spell_count
    inner join year_limit
        on spell_count.target_group = year_limit.target_group
        and spell_count.months <= year_limit.longest_in_bands
        and spell_count.start_year <= year_limit.last_start_year
    inner join reference.reported_exit as reported_exit
        on spell_count.target_group = reported_exit.target_group
        and spell_count.exit_reason = reported_exit.exit_reason
    where reported_exit.in_duration_band
    group by spell_count.target_group, spell_count.start_year, band
),

rounded as (
    select
        target_group,
        start_year,
        band,
        {{ rounded('spells') }} as spells
    from counted
)

select
    target_group, -- group of the spell's last month
    start_year, -- the year in which it began
    band, -- its length in months @in(1, 2-6, 7-12, 13+)
    spells, -- spells
    100 * cast(spells as double) / sum(spells) over (partition by target_group, start_year)
        as percent -- of the spells in the bands of the year, 0-100
from rounded
where spells > 0
