-- Outlines of the regions for maps, one row each; none where the input has none.
-- @publish
-- @key(region_id)
select
    region_id, -- the region @references(reference.region.region_id)
    geometry -- its outline, a GeoJSON Polygon or MultiPolygon as text; longitude, latitude
from input.region_outline
