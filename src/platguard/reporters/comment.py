"""The report as a comment on a pull request: short, and the same one each time.

It begins with a marker that nobody sees, by which whoever posts it finds the earlier one and
replaces it. GitHub takes 65,536 characters, GitLab a million; what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.reporters import markdown_report as parts
from platguard.reporters.inert_markdown import plain
from platguard.reporters.markdown import failure_lines
from platguard.reporters.markdown_sections import Links, Section, fitted
from platguard.reporters.verdict import coverage_text, failing, headline, soon_sentence

if TYPE_CHECKING:
    from platguard.model.report import Report
    from platguard.reporters import Failure, Style

MARKER = "<!-- platguard:comment -->"
"""The first line of a comment on a scan of the whole repository."""
LIMIT = 65_000
"""Bytes, which are never fewer than characters."""
_ROWS = 30
_REPAIRS = 10


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes what the change brings, resolves and proposes; of the rest, how much there is."""
    links = Links.of(report, style.links)
    made, old = failing(report)
    base = report.base
    foot = [
        f"{counted(len(old), 'finding')} older than this change,"
        f" which {'does' if len(old) == 1 else 'do'} not count here."
        if old and made
        else "",
        soon_sentence(report),
        f"{plain(coverage_text(report))}.",
    ]
    sections: list[Section] = [
        *parts.unread(report, links),
        *parts.findings("New or worse in this change" if base else "Findings", made, links, _ROWS),
        *parts.contacts(made),
        *parts.repairs(made, links, _REPAIRS),
        *parts.resolved(report, _ROWS),
        *parts.proposed(report, links, _ROWS),
        *parts.debt(report),
        Section(["", " ".join(filter(None, foot))], ()),
        *parts.conditions(report),
    ]
    head = [marker(report.target.scope), f"## platguard: {plain(headline(report))}"]
    stream.write(fitted(head, sections, LIMIT))


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes the reason."""
    stream.write("\n".join([marker(failure.scope), *failure_lines(failure)]) + "\n")


def marker(scope: Sequence[str] | None) -> str:
    """The first line; scans of different parts of a repository have comments of their own."""
    if not scope or list(scope) == [""]:
        return MARKER
    digest = sha256("\n".join(scope).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"<!-- platguard:comment:{digest} -->"
