"""The balance of SPEC sections 2-7 in plain Python, section by section.

A second opinion that is slow on purpose: it takes the input tables as lists of
rows, works through the definitions one sentence at a time, and returns what the
public tables should hold before disclosure control. None is NULL throughout.
"""
