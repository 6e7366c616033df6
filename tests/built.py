"""Warehouses of hand-worked cases, built by the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.build.build import build
from engine.build.request import Request
from tests.cases import FOLDER, PROJECT

EXACT = {
    "disclosure_min": "0",
    "disclosure_min_answers": "0",
    "observed_until": "2025-12-31",
}


def build_case(
    name: str, warehouse: Path, parameters: Mapping[str, str] | None = None
) -> Path:
    """The warehouse of tests/queries/balance/inputs/NAME, by default parameters or
    others; with EXACT nothing is withheld."""
    build(PROJECT, Request(warehouse, FOLDER / name, parameters or {}))
    return warehouse
