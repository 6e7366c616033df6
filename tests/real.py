"""Where the real data lie; tests that need them skip, saying so, where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL = Path(os.environ.get("AMB_REAL", ROOT.parent / "shared" / "real"))

needs_real_data = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"the real data are not at {REAL} (set AMB_REAL)"
)
