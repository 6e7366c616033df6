-- The parameters, one row each.
-- @key(name)
select
    name, -- its name
    value, -- its value, as text
    from_period -- always NULL here
from (values ('factor', '1', null)) as parameter (name, value, from_period)
