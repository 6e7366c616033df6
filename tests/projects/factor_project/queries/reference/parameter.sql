-- The parameter of this build, one row.
-- @publish
-- @key(name)
select
    'factor' as name, -- its name
    cast({{ factor }} as bigint) as value -- its value
