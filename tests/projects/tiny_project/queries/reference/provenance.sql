-- Where the figures come from.
-- @publish @gate
-- @key(table_name)
select
    file.table_name, -- the input
    file.sha256, -- its content
    run.built_at -- when it was built
from engine.input_file as file
cross join engine.run as run
