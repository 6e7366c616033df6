"""Warehouses of hand-worked cases, built by the engine."""

from __future__ import annotations

from pathlib import Path

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from tests.cases import FOLDER

PROJECT = Project(Path(__file__).resolve().parents[1])


def build_case(name: str, warehouse: Path) -> Path:
    """The warehouse of tests/balance/cases/NAME, with the default parameters."""
    build(PROJECT, Request(warehouse, FOLDER / name / "inputs"))
    return warehouse
