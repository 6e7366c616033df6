-- What decides which counts of persons and employers are hidden: one row per parameter and
-- per region. Two publications for the same readers that differ here add up to more than
-- each, so the build tells where the file that it replaces had others. Of an invented
-- country there are none. Source: choice.
-- @publish
-- @key(decided_by, value)
-- @unchanged(other counts are hidden than in the file that is replaced; whoever has both
--   may work out some that neither shows)
select
    'disclosure_min' as decided_by, -- disclosure_min, disclosure_min_answers or region
    '{{ disclosure_min }}' as value -- the parameter's value, or the region's identifier
from engine.run
where not synthetic
union all
select
    'disclosure_min_answers' as decided_by,
    '{{ disclosure_min_answers }}' as value
from engine.run
where not synthetic
union all
select
    'region' as decided_by,
    region.region_id as value
from input.region as region
cross join engine.run as run
where not run.synthetic
