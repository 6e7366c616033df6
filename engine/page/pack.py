"""Packing: JSON, gzip and base64, so that a browser can unpack it from a file."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

BEST = 9


def as_json(value: Any) -> str:
    """JSON without spaces; the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(value: Any) -> str:
    """A value as base64 of gzip of JSON; the same value gives the same bytes."""
    content = gzip.compress(as_json(value).encode(), BEST, mtime=0)
    return base64.b64encode(content).decode("ascii")
