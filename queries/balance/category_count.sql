-- How many titles have each category: one row per half-year, region (DK: the
-- country) and category, and one with category NULL for the titles not assessed on
-- both sides.
-- @publish
-- @key(period, region_id, category)
select
    period, -- half-year @references(reference.period.period)
    region_id, -- region; DK: the country @references(reference.region.region_id)
    category, -- good, poor, shortage or paradox; NULL: not assessed @optional @references(reference.category.category)
    count(*) as occupations -- titles @min(1)
from balance.assessment
group by period, region_id, category
