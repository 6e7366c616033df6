-- The regional list has titles alone that ask for an education: one row each.
-- @write(list_scope.parquet)
-- @key(list_id, occupation_id)
select
    'regional' as list_id, -- the list
    occupation_id -- a title it may have
from synthetic.occupation
where education_level <> 'none'
