"""amb build"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.engines import (
    EngineOption,
    Makes,
    PlaceOption,
    RemoteOption,
    on_spark,
)
from engine.cli.exit import Exit
from engine.cli.options import (
    CsvOption,
    InputsOption,
    JsonOption,
    LanguageOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    language_of,
    pairs,
    warehouse_of,
)
from engine.cli.output import say
from engine.cli.publish import PrefixOption, ReaderOption, WithoutOption, target
from engine.cli.publish import run as publish
from engine.cli.publish import say as say_published
from engine.problems import ProblemError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.build.request import Report, Request
    from engine.compile.project import Project
    from engine.postgres.publish import Published
    from engine.postgres.target import Target


def build(
    inputs: InputsOption = None,
    warehouse: WarehouseOption = None,
    set_: SetOption = None,
    csv: CsvOption = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            help="Build this relation and what it reads; publish nothing.",
            autocompletion=complete_relation,
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Run every relation, changed or not.")
    ] = False,
    threads: Annotated[int | None, typer.Option(help="Threads of DuckDB.")] = None,
    memory_limit: Annotated[
        str | None, typer.Option(help="Memory of DuckDB, such as 4GB.")
    ] = None,
    engine: EngineOption = Makes.duckdb,
    spark_remote: RemoteOption = None,
    place: PlaceOption = None,
    storage_version: Annotated[
        str, typer.Option(help="Of the public file, such as v1.4.0 or latest.")
    ] = "v1.0.0",
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for a build under way.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Build again whenever a file is saved.")
    ] = False,
    publish_to: Annotated[
        str | None,
        typer.Option(
            help="A PostgreSQL database, as in amb publish --to: copied into after a "
            "build that changed something."
        ),
    ] = None,
    reader: ReaderOption = None,
    without: WithoutOption = None,
    schema_prefix: PrefixOption = "",
    profile: Annotated[
        bool,
        typer.Option(
            "--profile", help="Say where the time went, relation by relation."
        ),
    ] = False,
    language: LanguageOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Build the warehouse and publish it."""
    from engine.build.request import Request
    from engine.build.watch import rebuild_on_save
    from engine.compile.project import find_project
    from engine.engines.connections import Resources
    from engine.inputs.csv_values import csv_options

    folder = warehouse_of(warehouse, project)

    def waiting() -> None:
        say(f"Another build of {folder} is under way; waiting for it.")

    request = Request(
        folder,
        inputs,
        pairs(set_, "--set"),
        select or (),
        full,
        Resources(threads, memory_limit),
        storage_version,
        waiting if wait else None,
        csv_options(csv or ()),
        on_spark(engine, spark_remote, place),
    )
    if inputs is None and not json:
        say("No --inputs: building the synthetic Denmark. Its figures are invented.")
    opened = find_project(project)
    to = _target(publish_to, reader, without, schema_prefix)
    spoken = None if json else language_of(language)
    if watch:
        rebuild_on_save(
            opened, inputs, lambda: _build(opened, request, to, spoken, profile), say
        )
    else:
        _build(opened, request, to, spoken, profile)


def _build(
    project: Project,
    request: Request,
    to: Target | None,
    language: str | None,
    profile: bool,
) -> None:
    """Build, and say so in a language; None: in JSON."""
    from engine.build.build import build as run
    from engine.compile.project import Project as Fresh
    from engine.progress import Progress

    with Progress() as reporter:
        report = run(Fresh(project.root), request, reporter)
    if profile and language:
        _print_profile(report)
    if to is None or not (report.published and report.changed):
        _tell(report, language)
        return
    if language:
        _tell(report, language)
    published = _publish(request.warehouse, to)
    if language is None:
        _tell(report, language, postgresql=asdict(published))
    else:
        say_published(published)


def _tell(report: Report, language: str | None, **more: object) -> None:
    if language is None:
        output.answer({**asdict(report), "public": str(report.public), **more})
        return
    for note in report.notes:
        say(f"Note: {note}")
    if report.published:
        _print_result(report, language)
    _say_seconds(report)


def _target(
    address: str | None,
    reader: list[str] | None,
    without: list[str] | None,
    prefix: str,
) -> Target | None:
    if address is not None:
        return target(address, reader, without, prefix)
    if reader or without or prefix:
        raise UsageError(
            "--reader, --without and --schema-prefix go with --publish-to."
        )
    return None


def _publish(warehouse: Path, to: Target) -> Published:
    """Whatever ends it, the public file, built before, stays."""
    from engine.postgres.errors import KEPT

    built = "The public file is built."
    try:
        return publish(warehouse, to)
    except ProblemError as error:
        error.consequence = f"{built} {error.consequence} amb publish does that alone."
        raise
    except KeyboardInterrupt as interrupted:
        say(f"\nInterrupted. {built} {KEPT}")
        raise typer.Exit(Exit.INTERRUPTED) from interrupted


def _print_result(report: Report, language: str) -> None:
    from engine.balance.summary import WORDS, summarize

    for table in summarize(report.public, language):
        output.print_table(table.title, table.header, table.rows)
    print(f"{WORDS[language]['public_file']}: {report.public}")
    page = report.public.with_suffix(".html").name
    where = report.public.parent
    named = "" if where == warehouse_of(None) else f" --warehouse {where}"
    say(f"As a page for the browser, one file for everyone: amb page {page}{named}")


def _print_profile(report: Report) -> None:
    ordered = sorted(report.relations, key=lambda spent: -spent.total)
    rows = [
        (r.relation, r.rows, *(f"{s:.3f}" for s in (r.making, r.checking, r.storing)))
        for r in ordered
    ]
    header = ("relation", "rows", "making, s", "checking, s", "storing, s")
    output.print_table("Relations built, the slowest first", header, rows)


def _say_seconds(report: Report) -> None:
    spent = ", ".join(f"{step} {s:.2f} s" for step, s in report.seconds.items())
    done = f"{len(report.run)} relations built, {len(report.reused)} unchanged"
    say(f"{done}; {spent}.")
    if report.published and not report.changed:
        say("Nothing has changed: the public file stands as it stood.")
    if not report.published:
        say("Nothing was published: --select builds the work file alone.")
