"""`@materialize(table)`, the default: the rows are stored."""

from engine.materialize.base import Materialization

MATERIALIZATION = Materialization()
