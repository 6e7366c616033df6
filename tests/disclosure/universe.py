"""Every small country of one title, and what the gate shows of each.

Exhaustive: whoever sees one of these countries' published row, and knows every rule,
knows that it is one of those that publish the same. A hidden count is given away where
all of them have it alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from tests.disclosure.changed import changed
from tests.harness import compiled, materialize, settings_of

GATE = ("supply.hidden", "supply.shown")
CLASSES = """
    create table class as
    select
        world, region_id, unemployed, leavers, stayers,
        unemployed_hidden is not null as hides_unemployed,
        left_hidden is not null as hides_left,
        hash(list((
            region_id, shown, shown_left, unemployed_hidden, left_hidden,
            unemployed_figure, left_figure
        ) order by region_id) over (partition by world)) as published
    from (
        select
            counted.period as world,
            counted.region_id,
            counted.unemployed,
            counted.left_within_3_months as leavers,
            counted.unemployed - counted.left_within_3_months as stayers,
            shown.unemployed as shown,
            shown.left_within_3_months as shown_left,
            shown.unemployed_hidden, shown.left_hidden,
            shown.unemployed_figure, shown.left_figure
        from supply.unemployed as counted
        inner join supply.shown as shown using (period, region_id, occupation_id)
    )
"""
GIVEN_AWAY = """
    with ranged as (
        select
            *,
            min({count}) over alike as least,
            max({count}) over alike as most,
            max(unemployed) over (partition by world) as whole
        from class
        window alike as (partition by published, region_id)
    )
    select world, region_id, '{count}', {count}
    from ranged
    where {secret} and least = most and whole <= {whole}
    order by all
"""
SECRETS = {
    "unemployed": "hides_unemployed and unemployed between 1 and {least} - 1",
    "leavers": "hides_left and leavers < {least}",
    "stayers": "hides_left and stayers < {least}",
}


@contextmanager
def every_country(
    regions: int, most: int, least: int, rule: tuple[tuple[str, str], ...] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """All counts of unemployed and leavers of as many regions, up to `most` in all.

    `rule`: texts of the rules on what is hidden, and what stands there instead.
    """
    settings = settings_of({"disclosure_min": least})
    file = "queries/supply/hidden.sql"
    project = changed({file: rule}, settings) if rule else compiled(*settings)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("create schema supply")
        names = [f"r{number}" for number in range(regions)]
        parts = ", ".join(
            f"(select u as {name}_u, l as {name}_l from pair)" for name in names
        )
        connection.execute(
            "create table country as with pair as (select u, l from "
            f"range(0, {most + 1}) as one(u), range(0, {most + 1}) as other(l) "
            f"where l <= u) select row_number() over () as world, * from {parts} "
            f"where {' + '.join(f'{name}_u' for name in names)} <= {most}"
        )
        whole = [" + ".join(f"{name}_{part}" for name in names) for part in "ul"]
        rows = [(name, f"{name}_u", f"{name}_l") for name in names]
        connection.execute(
            "create table supply.unemployed as "
            + " union all ".join(
                f"select cast(world as text) as period, '{region}' as region_id, "
                f"'t' as occupation_id, {u} as unemployed, "
                f"{left} as left_within_3_months from country"
                for region, u, left in [*rows, ("DK", *whole)]
            )
        )
        for name in GATE:
            materialize(connection, project.find(name))
        connection.execute(CLASSES)
        yield connection


def given_away(
    connection: duckdb.DuckDBPyConnection, whole: int, least: int
) -> list[tuple[str, str, str, int]]:
    """World, region, which count, and the count: what is hidden and yet known.

    Only in worlds of at most `whole` unemployed: others may publish the same as worlds
    beyond the largest that there are here.
    """
    return [
        row
        for count, secret in SECRETS.items()
        for row in connection.execute(
            GIVEN_AWAY.format(
                count=count, secret=secret.format(least=least), whole=whole
            )
        ).fetchall()
    ]
