-- When the build ran, one row.
-- @publish
-- @key(built_at)
select
    built_at, -- to the second
    synthetic -- true: invented
from engine.run
