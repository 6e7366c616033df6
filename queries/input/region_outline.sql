-- Outlines of the regions, one row each: what the page's map is drawn from. A file
-- region_outline.geojson will do as well: its features' properties are the columns.
-- @optional
-- @without(the map of the page, where bars take its place)
-- @key(region_id)
-- @rule(case when json_valid(geometry) then json_extract_string(geometry, '$.type') in ('Polygon', 'MultiPolygon') else false end; geometry must be a GeoJSON Polygon or MultiPolygon)
select
    cast(region_id as text) as region_id, -- the region @references(input.region.region_id)
    cast(geometry as text) as geometry -- its outline, a GeoJSON geometry as text; longitude, latitude
from file.region_outline
