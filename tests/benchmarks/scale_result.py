"""The figures of the benchmark of scale as a table, a chart and JSON."""

from __future__ import annotations

import json
import statistics
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

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

MEASURES = {"seconds": "s", "processor": "s of processor", "peak": "MB"}
WIDTH = 200  # characters of a line above the chart


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
    """A peer's median seconds to those of its scope's peer with a role."""
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
    figure = Figure(figsize=(12, 2.2 + 0.4 * len(names)))
    every = figure.subplots(1, len(MEASURES), sharey=True)
    for axes, measure in zip(every, MEASURES, strict=True):
        _draw_measure(axes, measured, names, measure)
    every[0].set_yticks(range(len(names)), names)
    every[0].set_ylim(len(names) - 0.5, -0.5)  # room for the figures of the first
    handles, labels = every[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower right", ncols=len(labels), frameon=False)
    figure.suptitle("\n".join(textwrap.wrap(words, WIDTH)), fontsize=7)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "scale"}):
        figure.savefig(to, metadata={"Date": None})  # texts stay texts


def _draw_measure(
    axes: Any, measured: Sequence[Result], names: Sequence[str], measure: str
) -> None:
    """A dot per peer and scale: on a logarithm a bar's length would say nothing."""
    for scale in sorted({result.scale for result in measured}):
        of_scale = [result for result in measured if result.scale == scale]
        values = [getattr(result.median, measure) for result in of_scale]
        places = [names.index(result.peer.name) for result in of_scale]
        axes.plot(values, places, "o", label=f"Denmark × {scale:g}")
        for value, place in zip(values, places, strict=True):
            label = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
            axes.annotate(label, (value, place - 0.2), fontsize=7, ha="center")
    axes.set_xscale("log")
    axes.margins(x=0.1)
    axes.grid(axis="y", alpha=0.3)
    axes.minorticks_off()
    axes.set_xlabel(f"{MEASURES[measure]}, logarithmic")
