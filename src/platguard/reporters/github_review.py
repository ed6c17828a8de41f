"""A review of a pull request, as GitHub takes it: the JSON body of "create a review".

Each finding of the change is a comment on its line (REST API, pulls/reviews: `path`, `line`,
`start_line`, `side`, `body`). Where the edit that mends it stays on the lines of the finding, the
comment holds it as a suggestion, which people take over by a click; GitHub refuses a whole review
for one comment on lines that the pull request does not show, so others are only counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TextIO

from platguard.counting import counted
from platguard.reporters.inert import inert
from platguard.reporters.inert_markdown import cell_code, plain
from platguard.reporters.json import encode
from platguard.reporters.verdict import coverage_text, failing, headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platguard.model.repair import Replacement
    from platguard.model.report import Finding, Report
    from platguard.reporters import Failure, Style

_MOST = 50
"""Comments of one review; more than that nobody reads, and GitHub limits how fast they come."""
_LONGEST = 4_000
"""Characters of a suggestion; longer ones hide what they are about."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes the body of the request."""
    made, _ = failing(report)
    shown = [finding for finding in made if _is_shown(report, finding)][:_MOST]
    told = [f"**platguard**: {plain(headline(report))}. {plain(coverage_text(report))}."]
    if len(made) > len(shown):
        told.append(f"{counted(len(made) - len(shown), 'more finding')} without a comment here.")
    _dump(" ".join(told), [_comment(finding) for finding in shown], stream)


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes a review that says why there is none."""
    _dump(f"**platguard** could not judge this: {plain(failure.error.message)}", [], stream)


def _dump(body: str, comments: Sequence[dict[str, Any]], stream: TextIO) -> None:
    stream.write(encode({"event": "COMMENT", "body": body, "comments": list(comments)}))


def _is_shown(report: Report, finding: Finding) -> bool:
    """Whether the pull request shows the line, as far as anybody knows."""
    if report.shown is None:
        return finding.path not in ("", ".")
    stretches = report.shown.get(finding.path, ())
    return any(first <= finding.line <= last for first, last in stretches)


def _comment(finding: Finding) -> dict[str, Any]:
    lines = _suggested(finding)
    last = lines.end_line if lines else finding.line
    first = lines.start_line if lines else finding.line
    comment = {"path": finding.path, "line": last, "side": "RIGHT", "body": _body(finding, lines)}
    if first < last:
        comment |= {"start_line": first, "start_side": "RIGHT"}
    return comment


def _suggested(finding: Finding) -> Replacement | None:
    """The lines to suggest: those of the finding, of the same file, with nothing hidden in them."""
    lines = finding.repair.lines if finding.repair else None
    if lines is None or lines.path != finding.path or len(lines.text) > _LONGEST:
        return None
    is_within = finding.line <= lines.start_line and lines.end_line <= finding.end_line
    is_shown = all(inert(line) == line for line in lines.text.split("\n"))
    return lines if is_within and is_shown else None


def _body(finding: Finding, lines: Replacement | None) -> str:
    does = " `platguard fix` does it." if finding.repair and finding.repair.kind == "safe" else ""
    told = [
        f"**{finding.level}** {cell_code(finding.rule)}: {plain(finding.message)}",
        "",
        f"Fix: {plain(finding.fix)}{does}",
    ]
    if finding.lifecycle.deadline:
        told += ["", f"Rule: {plain(finding.title)}; {plain(finding.lifecycle.told)}."]
    if finding.contact:
        told += ["", f"Help: {plain(finding.contact)}"]
    if lines is not None:
        longest = max((len(run) for run in re.findall("`+", lines.text)), default=0)
        fence = "`" * max(3, longest + 1)
        told += ["", f"{fence}suggestion", lines.text, fence]
    return "\n".join(told)
