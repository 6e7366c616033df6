-- Codes that reference.dream_code does not list, one row each: as exits they count as
-- other. Not published.
-- @key(code)
-- @tell(message)
with counted as (
    select code, sum(persons) as months
    from spells.person_months
    group by code
),

ended as (
    select exit_code as code, cast(sum(spells) as bigint) as spells
    from spells.spell_count
    group by exit_code
)

select
    counted.code, -- the code
    cast(counted.months as bigint) as months, -- person-months with it
    coalesce(ended.spells, 0) as spells, -- spells that it ended, as other
    concat(
        'the code ', counted.code, ' stands in no list: ', counted.months,
        ' person-months, ', coalesce(ended.spells, 0),
        ' spells that end in it (as other)'
    ) as message -- what the build tells of it
from counted
left join ended on counted.code = ended.code
left join reference.dream_code as dream_code on counted.code = dream_code.code
where dream_code.code is null
