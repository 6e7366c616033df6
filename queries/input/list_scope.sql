-- The titles that a positive list is limited to, one row per list and title. A list that
-- is not named here has all titles.
-- @optional
-- @without(limits of the positive lists to some titles)
-- @key(list_id, occupation_id)
select
    cast(list_id as text) as list_id, -- a list of reference.positive_list
    cast(occupation_id as text) as occupation_id -- a title it may have @references(input.occupation.occupation_id)
from file.list_scope
