-- The parameters.
-- @key(name, from_period)
select
    name, -- the parameter
    value, -- its value
    from_period -- from when on
from (
    values
        ('threshold', '10', null),
        ('floor', '1', null),
        ('detailed', 'false', null)
) as parameter (name, value, from_period)
