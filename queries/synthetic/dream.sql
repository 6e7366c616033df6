-- The synthetic register DREAM, one row per person: invented persons whose spells are
-- about as many, as long and of as many kinds as those of 2011-2019 that VIVE counted.
-- @write(dream.parquet)
-- @wide(synthetic.dream_column; person_id bigint, code smallint[], degree double[], municipality smallint[])
-- @key(person_id)
with month_of_week as (
    select list(month_number order by week_number) as month_numbers
    from synthetic.dream_week
),

gathered as (
    select
        person_id,
        list(code order by month_number) as codes,
        list(degree order by month_number) as degrees
    from synthetic.dream_month
    group by person_id
),

-- one municipality of each size or so, by its number
housed as (
    select
        *,
        {{ draw('person_id', 2090) }} as place,
        {{ draw('person_id', 2091) }} as moves
    from gathered
)

select
    housed.person_id, -- the person @person
    cast(list_select(housed.codes, month_of_week.month_numbers) as smallint[])
        as code, -- benefit code, by week
    cast(
        list_transform(housed.degrees, lambda degree: round(degree, 2))
        as double[]
    ) as degree, -- degree of employment, by month
    cast(
        list_transform(
            generate_series(1, 9),
            lambda year: list_extract(
                [101, 751, 461, 851, 630, 621, 657, 217, 330, 370, 760, 787,
                    550, 360, 615, 665, 825, 741],
                1 + cast(
                    floor(
                        18 * place * case
                            when moves > 0.95 and year > 100 * (moves - 0.95)
                                then 0.6
                            else 1
                        end
                    ) as integer
                )
            )
        ) as smallint[]
    ) as municipality -- number of the municipality, by year
from housed
cross join month_of_week
