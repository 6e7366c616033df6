-- Outlines of the regions, one row each: what the page's map is drawn from. A file
-- region_outline.geojson will do as well: its features' properties are the columns.
-- @optional
-- @without(the map of the page, where bars take its place)
-- @key(region_id)
-- @rule(json_valid(geometry); geometry must be GeoJSON)
-- @rule(not json_valid(geometry) or json_extract_string(geometry, '$.type') in ('Polygon', 'MultiPolygon'); geometry must be a Polygon or a MultiPolygon)
select
    cast(region_id as text) as region_id, -- the region @references(input.region.region_id)
    cast(geometry as text) as geometry -- its outline, a GeoJSON geometry as text; longitude, latitude
from file.region_outline
