-- The five regions with their share of the country's employment (rounded).
-- @write(region.parquet)
-- @key(region_id)
select
    region_id, -- official code of the region
    name_da, -- its name in Danish
    name_en, -- its name in English
    number, -- 1 to 5, for the draws
    share -- share of the country's employees
from (
    values
        ('1084', 'Region Hovedstaden', 'Capital Region of Denmark', 1, 0.36),
        ('1085', 'Region Sjælland', 'Region Zealand', 2, 0.12),
        ('1083', 'Region Syddanmark', 'Region of Southern Denmark', 3, 0.20),
        ('1082', 'Region Midtjylland', 'Central Denmark Region', 4, 0.23),
        ('1081', 'Region Nordjylland', 'North Denmark Region', 5, 0.09)
) as region (region_id, name_da, name_en, number, share)
