-- Invented recruitment partnerships: one row per partnership and municipality.
-- @write(partnership.parquet)
-- @key(partnership_id, municipality)
select
    partnership_id, -- the partnership
    name_da, -- its name
    cast(municipality as bigint) as municipality, -- official number of a municipality
    region_id -- the region it lies in
from (
    values
        ('P01', 'Hovedstaden Syd', 101, '1084'),
        ('P01', 'Hovedstaden Syd', 147, '1084'),
        ('P02', 'Øresund', 217, '1084'),
        ('P02', 'Øresund', 219, '1084'),
        ('P02', 'Øresund', 259, '1085'),
        ('P03', 'Lolland-Falster', 360, '1085'),
        ('P03', 'Lolland-Falster', 376, '1085'),
        ('P04', 'Fyn', 461, '1083'),
        ('P04', 'Fyn', 479, '1083'),
        ('P05', 'Trekanten', 607, '1083'),
        ('P05', 'Trekanten', 621, '1083'),
        ('P05', 'Trekanten', 630, '1083'),
        ('P05', 'Trekanten', 657, '1082'),
        ('P06', 'Østjylland', 730, '1082'),
        ('P06', 'Østjylland', 751, '1082'),
        ('P07', 'Nordvest', 779, '1082'),
        ('P07', 'Nordvest', 851, '1081'),
        ('P08', 'Vendsyssel', 813, '1081'),
        ('P08', 'Vendsyssel', 860, '1081')
) as partnership (partnership_id, name_da, municipality, region_id)
