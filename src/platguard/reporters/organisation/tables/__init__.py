"""The parts of the report as tables: what Markdown, CSV, workbooks and Parquet show alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from platguard.reporters.organisation.tables import compliance, figures, movement, programme
from platguard.reporters.organisation.tables.about import about, scope
from platguard.reporters.organisation.tables.cells import Cell, Column, change, share, words
from platguard.reporters.organisation.tables.table import Row, Table, plain

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

__all__ = [
    "TABLES", "Cell", "Column", "Row", "Table", "about", "change", "plain", "scope", "share",
    "tables", "words",
]  # fmt: skip

TABLES: dict[str, Callable[[OrganisationReport], Table]] = {
    "rates": compliance.rates,
    "progress": compliance.progress,
    "scorecard": figures.scorecard,
    "adoption": movement.adoption,
    "trend": movement.trend,
    "course": programme.course,
    "programme": programme.programme,
    "usage": movement.usage,
    "usage-by-team": programme.users,
    "burn-down": programme.burndown,
    "pace": movement.pace,
    "texts": programme.texts,
    "drift": movement.drift,
    "champions": programme.champions,
    "standards": programme.standards,
    "rules": compliance.rules,
    "unused": programme.unused,
    "matrix": programme.matrix,
    "repositories": compliance.repositories,
    "not-judged": compliance.not_judged,
    "unassigned": programme.unassigned,
    "archived": programme.archived,
    "sprawl": figures.sprawl,
    "capabilities": figures.capabilities,
    "exceptions": figures.exceptions,
    "exceptions-by-team": programme.exceptions_by_team,
    "register": programme.register,
    "calendar": figures.calendar,
    "roadmap": movement.roadmap,
    "frameworks": compliance.frameworks,
    "controls": compliance.controls,
    "control-rules": compliance.control_rules,
    "practices": figures.practices,
    "estimates": figures.estimates,
    "inconsistencies": figures.inconsistencies,
    "about": about,
    "compliance": programme.compliance,
    "tool-users": programme.tool_users,
    "findings": compliance.findings,
    "control-evidence": compliance.control_evidence,
}
"""What makes each table, by its id, in the order in which they are shown; the long ones last."""


def tables(report: OrganisationReport, names: Collection[str] = ()) -> Iterator[Table]:
    """The tables of those ids, or every table, in the order of TABLES; those without rows as well.

    The rows of the long ones are asked for while one iterates over them.
    """
    for name, make in TABLES.items():
        if not names or name in names:
            yield make(report)
