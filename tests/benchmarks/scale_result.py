"""The figures of the benchmark of scale as a table, a chart and JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.measured import Usage
from tests.benchmarks.peers.case import Peer

HEAD = (
    "",
    "computes",
    "s",
    "from to",
    "by hand = 1",
    "amb = 1",
    "s of processor",
    "MB",
)


@dataclass
class Result:
    """A peer's runs at a scale, or why it has none."""

    scale: float
    peer: Peer
    runs: list[Usage] = field(default_factory=list)
    failure: str = ""

    @property
    def median(self) -> Usage | None:
        """The middle of each measure; None without a run, or after a failure."""
        if self.failure or not self.runs:
            return None
        return Usage(
            statistics.median(run.seconds for run in self.runs),
            statistics.median(run.processor for run in self.runs),
            statistics.median(run.peak for run in self.runs),
        )


def table(results: Sequence[Result]) -> str:
    """Markdown: a row per peer of one scale, those of a scope together."""
    lines = [_row(HEAD), _row("---" for _ in HEAD)]
    for result in results:
        peers = [other for other in results if other.peer.scope == result.peer.scope]
        lines.append(_row(_cells(result, peers)))
    return "\n".join(lines)


def _cells(result: Result, of_scope: Sequence[Result]) -> list[str]:
    middle = result.median
    words = f"{result.peer.scope}; {result.peer.does}"
    if middle is None:
        return [result.peer.name, words, result.failure.splitlines()[0], *[""] * 5]
    seconds = [run.seconds for run in result.runs]
    return [
        result.peer.name,
        words,
        f"{middle.seconds:.2f}",
        f"{min(seconds):.2f} {max(seconds):.2f}",
        *(_ratio(result, of_scope, role) for role in ("floor", "amb")),
        f"{middle.processor:.2f}",
        f"{middle.peak:,.0f}",
    ]


def _ratio(result: Result, of_scope: Sequence[Result], role: str) -> str:
    """A peer's seconds to those of the scope's peer with a role, in the same turns."""
    base = next((other for other in of_scope if other.peer.role == role), None)
    if base is None or base.median is None or result.median is None:
        return ""
    return f"{result.median.seconds / base.median.seconds:.2f}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def facts(pairs: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in pairs.items())


def write_json(results: Sequence[Result], about: Mapping[str, str], to: Path) -> None:
    rows = [
        {
            "scale": result.scale,
            "peer": result.peer.name,
            "scope": result.peer.scope,
            "runs": [asdict(run) for run in result.runs],
            "failure": result.failure,
        }
        for result in results
    ]
    to.write_text(json.dumps({"about": dict(about), "results": rows}, indent=1))


def draw(results: Sequence[Result], words: str, to: Path) -> None:
    """A chart: seconds, seconds of processor and memory by peer, a colour per scale."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    measured = [result for result in results if result.median]
    names = list(dict.fromkeys(result.peer.name for result in measured))
    scales = sorted({result.scale for result in measured})
    measures = {"seconds": "s", "processor": "s of processor", "peak": "MB"}
    figure = Figure(figsize=(12, 1.5 + 0.25 * len(names) * len(scales)))
    for place, (measure, unit) in enumerate(measures.items()):
        axes = figure.add_subplot(1, len(measures), place + 1)
        for number, scale in enumerate(scales):
            of_scale = [r for r in measured if r.scale == scale]
            heights = [
                names.index(r.peer.name) + 0.8 * number / len(scales) for r in of_scale
            ]
            values = [getattr(r.median, measure) for r in of_scale]
            bars = axes.barh(heights, values, 0.8 / len(scales), label=f"× {scale:g}")
            axes.bar_label(bars, fmt="{:,.3g}", padding=2, fontsize=7)
        axes.set_xscale("log")
        axes.margins(x=0.2)
        axes.set_yticks(range(len(names)), names if place == 0 else [""] * len(names))
        axes.invert_yaxis()
        axes.set_xlabel(f"{unit}, logarithmic")
    axes.legend(loc="lower right")
    figure.suptitle(words, fontsize=8)
    figure.tight_layout()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "scale"}):
        figure.savefig(to, metadata={"Date": None})  # texts stay texts
