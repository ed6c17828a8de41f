"""When the parts of the organisation will be done."""

from __future__ import annotations

from collections.abc import Callable

from platguard.model.audit import Pace
from platguard.model.audit.pace import TEAM
from platguard.reporters.organisation.tables.movement import OF_PACES
from platguard.server.pages.sight import Sight
from platguard.server.values import Cell, Table

_COLUMNS = ("what", "state", "outlook", "left", "of these exempt", "unknown", "trend since",
            "left then", "fewer a month", "zero on")  # fmt: skip


def paces(sight: Sight, wanted: Callable[[Pace], bool], *, names: bool = True) -> Table:
    """Those that are wanted, in the order of the report; `names` says who they are of."""
    rows = [
        (
            *(_names(sight, one) if names else ()),
            *(one.what or one.subject, one.state, one.told, one.left, one.exempt, one.unknown),
            *(one.first_on, one.first, one.per_month, one.zero_on),
        )
        for one in sight.report.paces
        if wanted(one)
    ]
    columns = (*(("who", "part") if names else ()), *_COLUMNS)
    return Table("When it will be done", columns, rows, OF_PACES, "Nothing was ever to be done.")


def _names(sight: Sight, one: Pace) -> tuple[Cell, ...]:
    who = sight.team(one.name) if one.part == TEAM else one.name or "the organisation"
    return who, one.part
