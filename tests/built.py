"""Warehouses of hand-worked cases, built by the engine."""

from __future__ import annotations

from pathlib import Path

from engine.build.build import build
from engine.build.request import Request
from tests.cases import FOLDER, PROJECT


def build_case(name: str, warehouse: Path) -> Path:
    """The warehouse of tests/queries/balance/inputs/NAME, by default parameters."""
    build(PROJECT, Request(warehouse, FOLDER / name))
    return warehouse
