-- Where the figures come from, one row per input file of this build. Of tables with
-- persons the rows are rounded to hundreds, the bytes to ten thousands, and there is no
-- hash: they would tell whether a person is in the file.
-- @gate
-- @publish
-- @key(table_name)
{% set of_persons = "table_name in ('unemployment_spell', 'job_target', 'dream')" %}
with run as (
    select program_version, duckdb_version, built_at, synthetic
    from engine.run
),

file as (
    select
        table_name,
        file_name,
        case when {{ of_persons }} then cast(round(bytes, -4) as bigint) else bytes end
            as bytes,
        case when not {{ of_persons }} then sha256 end as sha256,
        case
            when {{ of_persons }} and rows > 0
                then greatest(cast(round(rows, -2) as bigint), 100)
            else rows
        end as rows
    from engine.input_file
)

select
    file.table_name, -- the input table
    file.file_name, -- its file
    file.bytes, -- the file's size in bytes
    file.sha256, -- hash of the file's content; NULL: persons
    file.rows, -- rows read from it, of persons in hundreds
    run.synthetic, -- true: an invented country, no real persons or employers
    run.program_version, -- version of this program
    run.duckdb_version, -- version of DuckDB
    run.built_at -- when the build ran, to the second
from file
cross join run
