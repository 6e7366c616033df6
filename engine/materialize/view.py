"""`@materialize(view)`: the rows are worked out whenever they are read."""

from engine.engines.base import StoredAs
from engine.materialize.base import Materialization


class View(Materialization):
    kind = "view"
    stored_as: StoredAs = "view"


MATERIALIZATION = View()
