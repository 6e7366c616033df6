"""The public file for many clients at once, over MySQL's protocol, read-only.

The protocol is that of the package `mysql-mimic`. Of its parts these are used: packets,
passwords, TLS and session variables. What it evaluates as generated Python (queries
without a table or on information_schema) is left to DuckDB here, and its connection
goes on after a wrong password: see `engine.serve.connection`.
"""
