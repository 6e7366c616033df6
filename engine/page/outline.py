"""Outlines of the areas, drawn flat for the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.page.public import PublicFile


def draw_map(public: PublicFile, areas: Sequence[str]) -> dict[str, Any] | None:
    return None
