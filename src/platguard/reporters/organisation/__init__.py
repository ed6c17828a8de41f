"""The finished report about an organisation: one module a format, one function in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from platguard.errors import UsageError
from platguard.extras import demand
from platguard.reporters import load
from platguard.suggestions import suggestion

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

ORGANISATION_REPORTERS: dict[str, str] = {
    "json": "platguard.reporters.organisation.json:write",
    "markdown": "platguard.reporters.organisation.markdown:write",
    "csv": "platguard.reporters.organisation.csv:write",
    "html": "platguard.reporters.organisation.html:write",
    "xlsx": "platguard.reporters.organisation.xlsx:write",
    "parquet": "platguard.reporters.organisation.parquet:write",
    "oscal": "platguard.reporters.organisation.oscal:write",
}
"""Every format and the function that writes it, `(report, stream)` with a stream of bytes; imported
when used. Those of TABULAR take the ids of tables as well."""

TABULAR = frozenset({"csv", "markdown", "parquet", "xlsx"})
"""The formats that can be limited to some tables."""
BINARY = frozenset({"parquet", "xlsx"})
"""The formats that no terminal shows."""

_NEEDED = {"xlsx": ("xlsxwriter", "report"), "parquet": ("pyarrow", "parquet")}
"""The library that a format needs, and the extra that installs it."""


def write(
    report: OrganisationReport, stream: BinaryIO, format_name: str, tables: Sequence[str] = ()
) -> None:
    """Writes `report` as `format_name`, limited to the tables of those ids where any are given.

    Raises UsageError for what `check` refuses.
    """
    check(format_name, tables)
    reporter: Any = load(ORGANISATION_REPORTERS[format_name])
    if tables and format_name in TABULAR:
        reporter(report, stream, tables)
    else:
        reporter(report, stream)


def check(format_name: str, tables: Sequence[str] = ()) -> None:
    """Raises UsageError for a format that there is not, that needs what is not installed, or that
    cannot hold these tables."""
    if format_name not in ORGANISATION_REPORTERS:
        known = ", ".join(ORGANISATION_REPORTERS)
        raise UsageError(f"There is no format {format_name!r}.", hint=f"Known ones: {known}.")
    if format_name in _NEEDED:
        library, extra = _NEEDED[format_name]
        demand(f"--format {format_name}", [library], extra)
    if format_name not in TABULAR:
        return
    if tables:
        _check_known(tables)
    if format_name == "parquet" and len(tables) > 1:
        raise UsageError(
            "a Parquet file holds one table", hint="Name one with --table, or write xlsx or csv."
        )


def _check_known(tables: Sequence[str]) -> None:
    from platguard.reporters.organisation.tables import TABLES

    for name in tables:
        if name not in TABLES:
            raise UsageError(
                f"--table {name!r:.60}: there is no such table{suggestion(name, TABLES)}",
                hint=f"Known ones: {', '.join(TABLES)}.",
            )
