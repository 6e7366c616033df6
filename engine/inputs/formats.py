"""The endings of input files."""

CODE_LIST = ".csv"
