"""python -m tests.benchmarks.peers.in_pandas INPUTS OUT.parquet"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.peers.in_pandas.balance import assessment

assessment(Path(sys.argv[1])).to_parquet(sys.argv[2], index=False)
