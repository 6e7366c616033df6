-- Many rows, so that writing them takes a while: one per region and number.
-- @publish
-- @key(region_id, number)
select
    amount.region_id, -- region @references(reference.region.region_id)
    series.number, -- 1, 2, …
    series.number % 7 = 0 as is_seventh, -- every seventh
    amount.amount * series.number * {{ factor }} as product, -- amount by number by factor
    cast({{ factor }} as bigint) as factor -- the factor of this build
from input.amount as amount
cross join generate_series(1, 20000) as series (number)
