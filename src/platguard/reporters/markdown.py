"""The report as a page of Markdown, for the summary of a job.

GitHub shows at most 1 MiB of a step and nothing at all of more (actions/runner: src/Runner.Worker/
FileCommandManager.cs), so a page is cut below that, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from platguard.reporters import markdown_report as parts
from platguard.reporters.inert_markdown import cell_code, plain
from platguard.reporters.markdown_sections import Links, Section, fitted
from platguard.reporters.verdict import checks_text, coverage_text, failing, headline

if TYPE_CHECKING:
    from platguard.model.report import Report
    from platguard.reporters import Failure, Style

LIMIT = 1_000_000
"""Bytes; also the most that GitLab takes for a comment."""
_ROWS = 1_000


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes everything that a reader of the job may ask for, the most important first."""
    links = Links.of(report, style.links)
    made, old = failing(report)
    base = report.base
    against = f" Compared with {cell_code(base.name)}." if base else ""
    head = [
        f"## platguard: {plain(headline(report))}",
        "",
        f"{plain(coverage_text(report))}. {plain(checks_text(report))}.{against}",
    ]
    sections: list[Section] = [
        *parts.unread(report, links),
        *parts.findings("New or worse in this change" if base else "Findings", made, links, _ROWS),
        *parts.contacts(made),
        *parts.repairs(made, links, _ROWS),
        *parts.resolved(report, _ROWS),
        *parts.proposed(report, links, _ROWS),
        *parts.debt(report),
        *parts.old(old, links),
        *parts.others(report, links),
        *parts.conditions(report),
    ]
    stream.write(fitted(head, sections, LIMIT))


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes the reason."""
    stream.write("\n".join(failure_lines(failure)) + "\n")


def failure_lines(failure: Failure) -> list[str]:
    """The reason, under a heading."""
    where = f"{cell_code(failure.error.place)}: " if failure.error.path else "Reason: "
    return [
        "## platguard: Nothing was judged",
        "",
        f"{where}{plain(failure.error.message)} (exit {failure.exit})",
    ]
