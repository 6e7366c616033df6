"""Spark as an engine: anything that speaks Spark Connect, and nothing else of Spark.

| module | what it knows |
|---|---|
| `connect` | how a session is opened: a server's address, or a server started here |
| `value_rules` | expressions that mean something else on Spark, rewritten |
| `date_rules` | dates that do |
| `typed_rules`, `types` | expressions whose meaning hangs on types |
| `row_rules` | clauses that mean something else, or nothing, rewritten |
| `functions` | the functions that mean the same; others are refused by name |
| `translate` | a query of DuckDB's dialect as text for Spark: the rules in order |
| `ctes` | CTEs that are read several times, and the names of those that meet |
| `rest` | the folder where relations lie as Parquet while a build runs |
| `spark_engine` | the verbs of `engines.base.Engine` |
"""
