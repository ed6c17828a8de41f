"""A finished report to a stream: one module a format, one function in front of them.

Reporters only write. They never filter, count anew or choose the exit code, and what comes from a
repository goes through `inert` before it leaves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

from platguard.errors import UsageError
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from platguard.model.report import ExceptionNote, Report, ReportError

REPORTERS: dict[str, str] = {
    "text": "platguard.reporters.text:write",
    "json": "platguard.reporters.json:write",
    "sarif": "platguard.reporters.sarif:write",
    "sarif-github": "platguard.reporters.sarif:write_for_github",
    "junit": "platguard.reporters.junit:write",
    "gitlab": "platguard.reporters.gitlab:write",
    "github": "platguard.reporters.github:write",
    "github-review": "platguard.reporters.github_review:write",
    "markdown": "platguard.reporters.markdown:write",
    "comment": "platguard.reporters.comment:write",
}
"""Every format and the function that writes it, `(report, stream, style)`; imported when used."""

NEEDS_SHOWN = frozenset({"github-review"})
"""Formats that say something only where a diff of the change shows it."""
NEEDS_REPAIRS = frozenset({"sarif", "markdown", "comment", "github-review"})
"""The formats that tell how a finding could be mended."""

FAILURES: dict[str, str] = {
    "sarif": "platguard.reporters.sarif:write_failure",
    "sarif-github": "platguard.reporters.sarif:write_failure",
    "junit": "platguard.reporters.junit:write_failure",
    "gitlab": "platguard.reporters.gitlab:write_failure",
    "github": "platguard.reporters.github:write_failure",
    "github-review": "platguard.reporters.github_review:write_failure",
    "markdown": "platguard.reporters.markdown:write_failure",
    "comment": "platguard.reporters.comment:write_failure",
}
"""The formats that can say that a scan came to no end, and the function, `(failure, stream)`."""


class Style(NamedTuple):
    """How a report for people looks; formats for programs do not depend on it."""

    width: int = 80
    """Columns to wrap at."""
    colour: bool = False
    """Whether the stream shows ANSI colours."""
    links: str = ""
    """Where files are shown on the web, up to and with the slash before the commit:
    `https://git.example/team/shop/blob/`. Empty where nobody knows."""


class Failure(NamedTuple):
    """A scan that ended before there was a report."""

    version: str
    """Of platguard."""
    exit: int
    error: ReportError
    """Why, and in which file; the path is empty where no file is to blame."""
    scope: Sequence[str] = ()
    """The folders and files that the report was to be about, from the root, as far as anybody
    knows; empty for everything."""


def write(report: Report, stream: TextIO, format_name: str, style: Style | None = None) -> None:
    """Writes `report` to `stream` as `format_name`; UsageError names the known formats."""
    if format_name not in REPORTERS:
        known = ", ".join(REPORTERS)
        raise UsageError(f"There is no format {format_name!r}.", hint=f"Known ones: {known}.")
    reporter: Callable[[Report, TextIO, Style], None] = load(REPORTERS[format_name])
    reporter(report, stream, style or Style())


def write_failure(failure: Failure, stream: TextIO, format_name: str) -> None:
    """Writes that a scan failed, so that nobody takes an older report for its result."""
    writer: Callable[[Failure, TextIO], None] = load(FAILURES[format_name])
    writer(failure, stream)


def load(place: str) -> Any:
    """What is called `module:name`."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def unreadable(report: Report) -> list[ReportError]:
    """What could not be read, each once: files that failed, then whatever else went wrong."""
    failed = list(report.coverage.failed)
    return failed + [error for error in report.errors if error not in failed]


def exception_text(note: ExceptionNote) -> str:
    """What the exception says, with its id said once."""
    return note.text if note.id in note.text else f"{note.id} {note.text}"
