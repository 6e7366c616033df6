-- The industries of DB07 (NACE rev. 2), one row per division (two digits), in Statistics
-- Denmark's groupings of 36, 19 and 10. Source: Statistics Denmark, Dansk Branchekode 2007.
-- @publish
-- @key(division)
with part as (
    select
        first_division,
        last_division,
        group_36,
        group_19,
        group_10
    from (
        values
            (1, 3, 'A', 'A', '1'),
            (5, 9, 'B', 'B', '2'),
            (10, 12, 'CA', 'C', '2'),
            (13, 15, 'CB', 'C', '2'),
            (16, 18, 'CC', 'C', '2'),
            (19, 19, 'CD', 'C', '2'),
            (20, 20, 'CE', 'C', '2'),
            (21, 21, 'CF', 'C', '2'),
            (22, 23, 'CG', 'C', '2'),
            (24, 25, 'CH', 'C', '2'),
            (26, 26, 'CI', 'C', '2'),
            (27, 27, 'CJ', 'C', '2'),
            (28, 28, 'CK', 'C', '2'),
            (29, 30, 'CL', 'C', '2'),
            (31, 33, 'CM', 'C', '2'),
            (35, 35, 'D', 'D', '2'),
            (36, 39, 'E', 'E', '2'),
            (41, 43, 'F', 'F', '3'),
            (45, 47, 'G', 'G', '4'),
            (49, 53, 'H', 'H', '4'),
            (55, 56, 'I', 'I', '4'),
            (58, 60, 'JA', 'J', '5'),
            (61, 61, 'JB', 'J', '5'),
            (62, 63, 'JC', 'J', '5'),
            (64, 66, 'K', 'K', '6'),
            (68, 68, 'L', 'L', '7'),
            (69, 71, 'MA', 'M', '8'),
            (72, 72, 'MB', 'M', '8'),
            (73, 75, 'MC', 'M', '8'),
            (77, 82, 'N', 'N', '8'),
            (84, 84, 'O', 'O', '9'),
            (85, 85, 'P', 'P', '9'),
            (86, 86, 'QA', 'Q', '9'),
            (87, 88, 'QB', 'Q', '9'),
            (90, 93, 'R', 'R', '10'),
            (94, 99, 'S', 'S', '10')
    ) as listed (first_division, last_division, group_36, group_19, group_10)
),

name_19 as (
    select group_19, name_da, name_en
    from (
        values
            ('A', 'Landbrug, skovbrug og fiskeri', 'Agriculture, forestry, fishing'),
            ('B', 'Råstofindvinding', 'Mining and quarrying'),
            ('C', 'Industri', 'Manufacturing'),
            ('D', 'Energiforsyning', 'Electricity, gas and heat'),
            ('E', 'Vandforsyning og renovation', 'Water supply and waste'),
            ('F', 'Bygge og anlæg', 'Construction'),
            ('G', 'Handel', 'Trade'),
            ('H', 'Transport', 'Transport'),
            ('I', 'Hoteller og restauranter', 'Hotels and restaurants'),
            ('J', 'Information og kommunikation', 'Information, communication'),
            ('K', 'Finansiering og forsikring', 'Finance and insurance'),
            ('L', 'Ejendomshandel og udlejning', 'Real estate'),
            ('M', 'Videnservice', 'Knowledge-based services'),
            ('N', 'Rejsebureauer, rengøring o.a.', 'Travel, cleaning, operations'),
            ('O', 'Offentlig administration mv.', 'Public administration'),
            ('P', 'Undervisning', 'Education'),
            ('Q', 'Sundhed og socialvæsen', 'Health and social work'),
            ('R', 'Kultur og fritid', 'Arts and recreation'),
            ('S', 'Andre serviceydelser mv.', 'Other services')
    ) as named (group_19, name_da, name_en)
)

select
    lpad(cast(division.number as text), 2, '0') as division, -- first two digits of the code
    part.group_36, -- in the grouping of 36
    part.group_19, -- in the grouping of 19
    part.group_10, -- in the grouping of 10
    name_19.name_da, -- name of the group of 19 in Danish
    name_19.name_en -- name of the group of 19 in English
from part
inner join generate_series(1, 99) as division (number)
    on division.number between part.first_division and part.last_division
inner join name_19 on part.group_19 = name_19.group_19
