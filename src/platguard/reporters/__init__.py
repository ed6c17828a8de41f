"""A finished report to a stream: one module a format, one function in front of them.

Reporters only write. They never filter, count anew or choose the exit code, and what comes from a
repository goes through `inert` before it leaves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TextIO

from platguard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from platguard.model.report import ExceptionNote, Report, ReportError

REPORTERS: dict[str, str] = {
    "text": "platguard.reporters.text:write",
    "json": "platguard.reporters.json:write",
    "sarif": "platguard.reporters.sarif:write",
}
"""Every format and the function that writes it, `(report, stream, style)`; imported when used."""


class Style(NamedTuple):
    """How a report for people looks; formats for programs do not depend on it."""

    width: int = 80
    """Columns to wrap at."""
    colour: bool = False
    """Whether the stream shows ANSI colours."""


def write(report: Report, stream: TextIO, format_name: str, style: Style | None = None) -> None:
    """Writes `report` to `stream` as `format_name`; UsageError names the known formats."""
    if format_name not in REPORTERS:
        known = ", ".join(REPORTERS)
        raise UsageError(f"There is no format {format_name!r}.", hint=f"Known ones: {known}.")
    module, _, name = REPORTERS[format_name].partition(":")
    reporter: Callable[[Report, TextIO, Style], None] = getattr(import_module(module), name)
    reporter(report, stream, style or Style())


def unreadable(report: Report) -> list[ReportError]:
    """What could not be read, each once: files that failed, then whatever else went wrong."""
    failed = list(report.coverage.failed)
    return failed + [error for error in report.errors if error not in failed]


def exception_text(note: ExceptionNote) -> str:
    """What the exception says, with its id said once."""
    return note.text if note.id in note.text else f"{note.id} {note.text}"
