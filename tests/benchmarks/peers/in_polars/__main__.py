"""python -m tests.benchmarks.peers.in_polars INPUTS OUT.parquet"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.peers.in_polars.balance import assessment

assessment(Path(sys.argv[1])).write_parquet(sys.argv[2])
