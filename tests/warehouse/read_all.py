"""Reads a public file with whatever duckdb is on the path, and prints what it saw.

Runs alone, in old interpreters' eyes too: `python read_all.py FILE`.
"""

import json
import sys

import duckdb

TABLES = "select table_schema, table_name from information_schema.tables order by all"
COMMENTS = """
    select schema_name || '.' || table_name, comment from duckdb_tables()
    union all
    select schema_name || '.' || view_name, comment from duckdb_views()
    where not internal
    union all
    select schema_name || '.' || table_name || '.' || column_name, comment
    from duckdb_columns()
    where not internal
"""


def main(file: str) -> None:
    connection = duckdb.connect(file, read_only=True)
    rows = {}
    for schema, table in connection.execute(TABLES).fetchall():
        fetched = connection.execute(f'select * from "{schema}"."{table}"').fetchall()
        rows[f"{schema}.{table}"] = len(fetched)
    uncommented = [
        name for name, comment in connection.execute(COMMENTS).fetchall() if not comment
    ]
    named = connection.execute("select count(*) from balance.assessment").fetchall()
    print(
        json.dumps(
            {
                "version": duckdb.__version__,
                "rows": rows,
                "uncommented": uncommented,
                "assessment": named[0][0],
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
