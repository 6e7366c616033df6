"""The parameters that the frames are computed with: the defaults of
queries/reference/parameter_default.sql, but disclosure_min 0; and the columns.
"""

from __future__ import annotations

EXIT_THRESHOLD = 0.35
UNEMPLOYMENT_RATIO_THRESHOLD = 0.10
SHORTAGE_THRESHOLD = 0.12
MIN_UNEMPLOYED = 20
MIN_ANSWERS = 30
SMOOTHING_UNEMPLOYED = 5.0
SMOOTHING_TITLE = 2.0
SMOOTHING_HIRES = 20.0
INDICATOR_FLOOR = 0.001
RATE_CEILING = 0.98
REGIONAL_BOUND = 3.0
STEADY_PROBABILITY = 0.7
SPELL_GAP_DAYS = 0
TIE = 1e-12

GENERAL_TERMS = [
    "log_unemployment_ratio",
    "advertising_share",
    "log_recruitment_intensity",
]
REGIONAL_TERMS = ["log_unemployment_ratio_deviation", "advertising_share_deviation"]

COUNTS = ["unemployed", "left_within_3_months", "answers", "answers_national"]
KEY = ["period", "region_id", "occupation_id"]
COLUMNS = [
    *KEY,
    "unemployed",
    "left_within_3_months",
    "exit_rate",
    "full_time_employees",
    "unemployment_ratio",
    "supply_basis",
    "good_prospects",
    "answers",
    "answers_national",
    "general_tendency",
    "regional_tendency",
    "shortage_rate",
    "shortage_basis",
    "shortage_rate_low",
    "shortage_rate_high",
    "p_shortage",
    "p_good_prospects",
    "in_shortage",
    "category",
    "p_category",
    "exit_rate_low",
    "exit_rate_high",
    "category_steady",
]
