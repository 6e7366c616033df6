"""What can be wrong with a project or its data, and where."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True)
class Place:
    """A spot in a file: line and column count from 1, None where unknown."""

    file: Path
    line: int | None = None
    column: int | None = None
    text: str | None = None

    @classmethod
    def at(cls, file: Path, source: str, offset: int) -> Place:
        """The place of the character at `offset` of `source`."""
        start = source.rfind("\n", 0, offset) + 1
        end = source.find("\n", offset)
        text = source[start : end if end >= 0 else len(source)]
        line = source.count("\n", 0, offset) + 1
        return cls(file, line, offset - start + 1, text)

    @classmethod
    def at_line(cls, file: Path, source: str, line: int) -> Place:
        lines = source.splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else None
        return cls(file, line, None, text)

    def __str__(self) -> str:
        parts = [display_path(self.file), self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True)
class Problem:
    """One fault: the reason in a sentence, its place, and what to do.

    `declared` is the place of the rule that a data file breaks.
    """

    reason: str
    place: Place | None = None
    hint: str | None = None
    called_from: tuple[Place, ...] = ()
    relation: str | None = None
    rows: tuple[str, ...] = field(default=())
    declared: Place | None = None

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.reason}" if self.place else self.reason]
        lines += _marked(self.place)
        lines += [f"    {row}" for row in self.rows]
        if self.declared:
            lines.append(f"    declared at {self.declared}")
            lines += _marked(self.declared)
        lines += [f"    called from {place}" for place in self.called_from]
        if self.hint:
            lines.append(f"    {self.hint}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        content = asdict(self)
        for place in [content["place"], content["declared"], *content["called_from"]]:
            if place:
                place["file"] = str(place["file"])
        return content


def _marked(place: Place | None) -> list[str]:
    """The line of a place, and a mark under its column."""
    if place is None or place.text is None:
        return []
    line = [f"    {place.text}"]
    if place.column:
        blank = "".join("\t" if c == "\t" else " " for c in place.text)
        line.append("    " + blank[: place.column - 1].ljust(place.column - 1) + "^")
    return line


def together(problems: Iterable[Problem]) -> list[Problem]:
    """The faults of each relation together, from its first line to its last."""
    listed = list(problems)
    owners = list(dict.fromkeys(problem.relation for problem in listed))

    def order(problem: Problem) -> tuple[int, bool, int, int]:
        place = problem.called_from[-1] if problem.called_from else problem.place
        without_line = not (place and place.line)
        line, column = (place.line or 0, place.column or 0) if place else (0, 0)
        return owners.index(problem.relation), without_line, line, column

    return sorted(listed, key=order)


class ProblemError(Exception):
    """One or more faults; nothing was published.

    `consequence` says what holds after it, where a command knows better than that.
    """

    consequence: str | None = None

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        one = isinstance(problems, Problem)
        self.problems: list[Problem] = [problems] if one else list(problems)  # type: ignore[list-item,arg-type]
        super().__init__("\n".join(map(str, self.problems)))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the faults, no traceback."""
        return str(self).splitlines()


class UnavailableError(ProblemError):
    """What is needed cannot be had now: a file is held, a disk is full. The same may
    work later."""


class UsageError(Exception):
    """Something is asked for that does not exist, or asked for wrongly."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def system_fault(error: OSError, folder: Path | None = None) -> ProblemError:
    """What the operating system refused, such as writing to a read-only disk; a full
    disk may have room later. Where it names no file, it was in the folder."""
    file = Path(str(error.filename)) if error.filename else folder
    place = Place(file) if file else None
    reason = error.strerror or str(error)
    return of_kind(error, Problem(reason, place))


def of_kind(error: OSError, problem: Problem) -> ProblemError:
    """The problem as an error that says whether it is to be tried again."""
    if error.errno not in NO_ROOM:
        return ProblemError(problem)
    hint = problem.hint or "Make room, or name another place, and try again."
    return UnavailableError(replace(problem, hint=hint))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A hint with the name that was probably meant, if one is near."""
    near = nearest_name(name, names)
    return f"Did you mean {near}?" if near else None


def nearest_name(name: str, names: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The name that was probably meant, if one is near."""
    lower = {candidate.lower(): candidate for candidate in names}
    close = get_close_matches(name.lower(), lower, n=1, cutoff=cutoff)
    return lower[close[0]] if close else None


def display_path(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
