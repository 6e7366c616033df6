"""The assessment in polars and scikit-learn: the rules of queries/supply, shortage and
balance with nothing hidden, in expressions.

Parquet inputs are read as they are: no contract is checked. A model that lacks rows or
full rank is left out as there; separation is not looked for.
"""
