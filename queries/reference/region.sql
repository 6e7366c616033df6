-- The regions and the country (DK), one row each.
-- @publish
-- @key(region_id)
with region as (
    select region_id, name_da, name_en, false as is_country
    from input.region
    union all
    select 'DK' as region_id, 'Hele landet', 'The whole country', true
)

select
    region_id, -- the region's identifier; DK: the country
    name_da, -- its name in Danish
    name_en, -- its name in English
    is_country, -- true for the country
    row_number() over (order by is_country desc, name_da, region_id)
        as sort_order -- the country first
from region
