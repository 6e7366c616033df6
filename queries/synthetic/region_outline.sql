-- Outlines of the synthetic regions, plainly schematic: one square each, roughly where
-- the region lies. A square is 1.2 degrees of longitude wide, 0.67 of latitude high.
-- @write(region_outline.parquet)
-- @key(region_id)
with tile as (
    select region_id, west, south
    from (
        values
            ('1081', 9.0, 56.34),
            ('1082', 9.0, 55.67),
            ('1083', 9.0, 55.0),
            ('1084', 10.8, 55.67),
            ('1085', 10.8, 55.0)
    ) as tile (region_id, west, south)
)

select
    region.region_id, -- the region
    cast(
        json_object(
            'type', 'Polygon',
            'coordinates', [[
                [tile.west, tile.south],
                [tile.west + 1.2, tile.south],
                [tile.west + 1.2, tile.south + 0.67],
                [tile.west, tile.south + 0.67],
                [tile.west, tile.south]
            ]]
        ) as text
    ) as geometry -- its outline as GeoJSON
from synthetic.region as region
inner join tile on region.region_id = tile.region_id
