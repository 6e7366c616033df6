"""The assessment in pandas and statsmodels: the rules of queries/supply, shortage and
balance with nothing hidden, a frame at a time.

Parquet inputs are read as they are: no contract is checked. A model that lacks rows or
full rank is left out as there; separation is not looked for.
"""
