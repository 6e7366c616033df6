-- Where the figures come from, one row per input file of this build.
-- @publish
-- @key(table_name)
with run as (
    select program_version, duckdb_version, built_at, synthetic
    from engine.run
),

file as (
    select table_name, file_name, bytes, sha256, rows
    from engine.input_file
)

select
    file.table_name, -- the input table
    file.file_name, -- its file
    file.bytes, -- the file's size in bytes
    file.sha256, -- hash of the file's content
    file.rows, -- rows read from it
    run.synthetic, -- true: an invented country, no real persons or employers
    run.program_version, -- version of this program
    run.duckdb_version, -- version of DuckDB
    run.built_at -- when the build ran, to the second
from file
cross join run
