"""`@materialize(check)`: a view whose rows are faults; where it has any, the build
stops."""

from engine.engines.base import StoredAs
from engine.materialize.base import Materialization


class Check(Materialization):
    kind = "check"
    stored_as: StoredAs = "view"
    is_rule = True


MATERIALIZATION = Check()
