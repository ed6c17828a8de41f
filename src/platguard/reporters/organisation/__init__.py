"""The finished report about an organisation: one module a format, one function in front of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from platguard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from platguard.model.audit import OrganisationReport

ORGANISATION_REPORTERS: dict[str, str] = {
    "json": "platguard.reporters.organisation.json:write",
    "markdown": "platguard.reporters.organisation.markdown:write",
    "csv": "platguard.reporters.organisation.csv:write",
}
"""Every format and the function that writes it, `(report, stream)`; imported when used."""


def write(report: OrganisationReport, stream: TextIO, format_name: str) -> None:
    """Writes `report` as `format_name`; UsageError names the known formats.

    The stream must leave ends of lines as they are.
    """
    if format_name not in ORGANISATION_REPORTERS:
        known = ", ".join(ORGANISATION_REPORTERS)
        raise UsageError(f"There is no format {format_name!r}.", hint=f"Known ones: {known}.")
    module, _, name = ORGANISATION_REPORTERS[format_name].partition(":")
    reporter: Callable[[OrganisationReport, TextIO], None] = getattr(import_module(module), name)
    reporter(report, stream)
