"""The report for people: what is wrong first, what was looked at last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.model.standard import LEVELS
from platguard.reporters import exception_text, unreadable
from platguard.reporters.change_text import made, made_line, older_lines, proposed_lines
from platguard.reporters.debt_text import debt_lines, is_debt
from platguard.reporters.drift_text import (
    drift_line,
    drift_word,
    incomparable_lines,
    resolved_lines,
)
from platguard.reporters.findings import blocks, place
from platguard.reporters.layout import Layout, write_sections
from platguard.reporters.verdict import VERDICTS, beside_levels, coverage_text, verdict

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report, ReportError, SkippedFile
    from platguard.reporters import Style

_SOME = 3
"""Places or reasons that stand for all of them where the count is what matters."""
_STIRRING = ("requested", "expiring", "invalid")
"""States of an exception that ask something of its owner today. An expired one does, too, where a
finding is back; it is told there."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes the report in paragraphs, the summary last."""
    layout = Layout(style.width, style.colour)
    sections = _of_change(layout, report) if report.base else _of_everything(layout, report)
    write_sections(sections, stream)


def _of_change(layout: Layout, report: Report) -> list[list[str]]:
    """What the change made; what was there before is counted."""
    findings, drift = made(report), report.drift
    assert drift is not None
    return [
        *blocks(layout, [f for f in findings if f.outcome == "fail"]),
        list(_exempt(layout, [f for f in findings if f.outcome == "exempt"])),
        list(resolved_lines(layout, drift)),
        list(incomparable_lines(layout, drift)),
        list(proposed_lines(layout, report.proposed)) if report.proposed else [],
        list(_failed(layout, report.errors)),
        list(_notices(layout, report.notices)),
        list(older_lines(layout, report)),
        list(debt_lines(layout, report)),
        list(_summary(layout, report)),
    ]


def _of_everything(layout: Layout, report: Report) -> list[list[str]]:
    return [
        *blocks(layout, [f for f in report.findings if f.outcome in ("fail", "pass")]),
        list(_exempt(layout, [f for f in report.findings if _is_listed_exempt(f)])),
        list(_undecided(layout, [f for f in report.findings if f.outcome == "unknown"])),
        list(_exceptions(layout, report)),
        list(resolved_lines(layout, report.drift)) if report.drift else [],
        list(incomparable_lines(layout, report.drift)) if report.drift else [],
        list(_failed(layout, unreadable(report))),
        list(_notices(layout, report.notices)),
        list(debt_lines(layout, report)),
        [*_skipped(layout, report.coverage.skipped), *_summary(layout, report)],
    ]


def _is_listed_exempt(finding: Finding) -> bool:
    """Whether the finding is exempt and none of those that a baseline lists already."""
    return finding.outcome == "exempt" and not is_debt(finding)


def _exempt(layout: Layout, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield layout.line("Exempt", "strong")
    for finding in findings:
        note = finding.exception
        text = exception_text(note) if note else finding.message
        word = drift_word(finding)
        text = f"({word}) {text}" if word else text
        lead = [(f"{place(finding)}:", ""), (f"exempt[{finding.rule}]", "quiet")]
        yield from layout.paragraph(text, lead=lead, indent=2, hang=6)


def _undecided(layout: Layout, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield layout.line("Undecided, neither passed nor failed", "strong")
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, members in sorted(by_rule.items()):
        first, *others = (place(finding) for finding in members)
        likewise = f"; likewise at {_some(others)}" if others else ""
        text = f"{members[0].message} At {first}{likewise}."
        lead = [(f"{len(members)}", ""), (f"unknown[{rule}]", "quiet")]
        yield from layout.paragraph(text, lead=lead, indent=2, hang=6)


def _exceptions(layout: Layout, report: Report) -> Iterator[str]:
    told = {finding.address for finding in report.findings}
    stirring = [
        entry
        for entry in report.exceptions
        if entry.state in _STIRRING
        and not (entry.state in ("expiring", "invalid") and f"exception:{entry.id}" in told)
    ]
    if stirring:
        yield layout.line("Exceptions that need their owner", "strong")
    for entry in stirring:
        named = entry.text if entry.id in entry.text else f"{entry.id} {entry.text}"
        owner = f" Owner: {entry.owner}." if entry.owner else ""
        text = f"{named.removesuffix('.')}.{owner}"
        lead = [(f"{entry.state}:", "warning")]
        yield from layout.paragraph(text, lead=lead, indent=2, hang=6)


def _failed(layout: Layout, errors: Sequence[ReportError]) -> Iterator[str]:
    if errors:
        yield layout.line("Could not be read, so not judged", "error")
    for error in errors:
        yield from layout.paragraph(error.message, lead=[(f"{error.place}:", "")])


def _notices(layout: Layout, notices: Sequence[str]) -> Iterator[str]:
    if notices:
        yield layout.line("Conditions of this scan", "strong")
    for notice in notices:
        yield from layout.paragraph(notice, indent=2, hang=6)


def _skipped(layout: Layout, files: Sequence[SkippedFile]) -> Iterator[str]:
    reasons = Counter(file.reason for file in files)
    ordered = sorted(reasons, key=lambda reason: (-reasons[reason], reason))
    if files:
        told = _some([f"{reason} ({reasons[reason]})" for reason in ordered])
        yield from layout.paragraph(f"Skipped {counted(len(files), 'file')}: {told}.")
    faults = [file.fault for file in files if file.fault]
    for fault in faults[:_SOME]:
        yield from layout.paragraph(fault.message, lead=[(f"{fault.place}:", "")], indent=2, hang=6)
    if len(faults) > _SOME:
        yield layout.line(f"  and {len(faults) - _SOME} more, which --format json names")


def _summary(layout: Layout, report: Report) -> Iterator[str]:
    yield from layout.paragraph(f"{coverage_text(report, skipped=False)}.")
    outcomes, summary = report.summary.outcomes, report.summary
    checks = [f"{outcomes['pass']} passed", f"{outcomes['fail']} failed"]
    checks += [f"{outcomes['exempt']} exempt"] if outcomes["exempt"] else []
    missing = outcomes["not-evaluated"]
    checks += [f"{missing} not evaluated"] if missing else []
    yield from layout.paragraph(f"Checks: {', '.join(checks)}.")
    if report.drift:
        yield from drift_line(layout, report.drift)
    word = verdict(report)
    levels = ", ".join(counted(getattr(summary, level), level) for level in LEVELS)
    told = f"{levels}, {beside_levels(report)}; exit {summary.exit}."
    if report.base:
        told = made_line(report)
    yield from layout.paragraph(told, lead=[(f"{word}:", VERDICTS[word])])


def _some(items: Sequence[str]) -> str:
    rest = len(items) - _SOME
    told = ", ".join(items[:_SOME])
    return f"{told} and {rest} more" if rest > 0 else told
