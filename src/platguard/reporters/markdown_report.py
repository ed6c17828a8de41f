"""What a report tells, as sections of Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.impact import CHANGES, by_kind
from platguard.reporters import exception_text, unreadable
from platguard.reporters.debt_text import is_debt, tells_of_debt
from platguard.reporters.inert_markdown import block, cell_code
from platguard.reporters.markdown_sections import (
    Links,
    Section,
    finding_rows,
    folded,
    places,
    table,
    text,
    value,
)

if TYPE_CHECKING:
    from platguard.model.baseline import BaselineState, Debt
    from platguard.model.repair import Replacement
    from platguard.model.report import Finding, Report

_WHAT = ("where", "what")


def unread(report: Report, links: Links) -> Iterator[Section]:
    """What could not be read, with the reasons."""
    errors = unreadable(report)
    rows = [[links.place(error.path, error.line), text(error.message)] for error in errors]
    if rows:
        yield table("Could not be read, so not judged", ("where", "why"), rows)


def findings(title: str, found: Sequence[Finding], links: Links, most: int) -> Iterator[Section]:
    """A table of findings."""
    if found:
        yield table(title, _WHAT, finding_rows(found, links), most=most)


def contacts(found: Sequence[Finding]) -> Iterator[Section]:
    """Whom to ask, each with the standards that are theirs."""
    asked: dict[str, dict[str, None]] = {}
    for finding in found:
        if finding.contact:
            asked.setdefault(finding.contact, {})[finding.standard] = None
    told = [f"{text(contact)} ({text(', '.join(own))})" for contact, own in sorted(asked.items())]
    if told:
        yield Section(["", f"Help: {'; '.join(told)}."], ())


def repairs(found: Sequence[Finding], links: Links, most: int) -> Iterator[Section]:
    """The edits that would mend findings."""
    rows = [_repair(finding, links) for finding in found if finding.repair]
    if rows:
        before = ["", f"<details><summary>How {len(rows)} could be mended</summary>"]
        yield Section(before, rows, ["", "</details>"], most)


def _repair(finding: Finding, links: Links) -> list[str]:
    repair = finding.repair
    assert repair
    does = " `platguard fix` does it." if repair.kind == "safe" else ""
    lines = ["", f"{cell_code(finding.rule)}: {text(repair.told)}{does}"]
    if repair.lines:
        first, last = repair.lines.start_line, repair.lines.end_line
        told = f"line {first} becomes" if first == last else f"lines {first} to {last} become"
        return [*lines, *_edit(repair.lines, told, links)]
    for edit in repair.replacements:
        start = f"{edit.start_line}:{edit.start_column}"
        end = f"{edit.end_line}:{edit.end_column}"
        told = f"{start} to {end} becomes" if start != end else f"inserted at {start}"
        lines += _edit(edit, told if edit.text else f"{start} to {end} is taken away", links)
    return lines


def _edit(edit: Replacement, told: str, links: Links) -> list[str]:
    """The file as it was is not at hand, so only what comes into it is shown."""
    where = links.place(edit.path, edit.start_line)
    if not edit.text:
        return ["", f"{where}, {told}."]
    added = block([f"+{line}" for line in edit.text.splitlines()], "diff")
    return ["", f"{where}, {told}:", "", *added]


def resolved(report: Report, most: int) -> Iterator[Section]:
    """What is gone since the base or the earlier report."""
    drift = report.drift
    if drift and drift.resolved:
        since = "by this change" if drift.base else "since the earlier report"
        gone = [found.earlier.finding for found in drift.resolved]
        # These lines are of another commit: no link would lead to them.
        rows = [
            [places([one], Links("")), f"{cell_code(one.rule)}<br>{text(one.message)}"]
            for one in gone
        ]
        yield table(f"Resolved {since}", _WHAT, rows, most=most)


def old(found: Sequence[Finding], links: Links) -> Iterator[Section]:
    """What was there before the change, folded."""
    if found:
        told = counted(len(found), "finding")
        yield folded(f"{told} older than this change", _WHAT, finding_rows(found, links))


def proposed(report: Report, links: Links, most: int) -> Iterator[Section]:
    """What the change would alter in what decides, with old and new values."""
    if report.proposed is None:
        return
    rows = [
        [
            "<br>".join(filter(None, (text(change.subject), text(change.key)))),
            value(change.was) if change.was else "not there",
            value(change.becomes) if change.becomes else "taken away",
            links.place(change.path, change.line),
        ]
        for change in report.proposed.changes
    ]
    title = "Proposed for what decides, not in force before it is merged"
    if rows:
        columns = ("what", "on the base", "proposed", "where")
        yield table(title, columns, rows, most=most)
    effects = by_kind(report.proposed.effects)
    told = [f"{count} {CHANGES[kind][count > 1]}" for kind, count in effects.items()]
    if told:
        yield Section(["", f"In force, it would change this: {', '.join(told)}."], ())
    faults = [
        [f"- {links.place(fault.path, fault.line)}: {text(fault.message)}"]
        for fault in report.proposed.faults
    ]
    if faults:
        yield Section(["", "It could not be used as it stands:", ""], faults, (), most)


def debt(report: Report) -> Iterator[Section]:
    """The old findings that baselines tolerate."""
    if report.debt and tells_of_debt(report, report.debt):
        part = "" if report.target.is_whole else " in what was looked at"
        yield Section(["", f"**Debt{part}:** {' '.join(_debt(report.debt))}"], ())


def _debt(owed: Debt) -> Iterator[str]:
    trend = ""
    if owed.was is not None and owed.was != owed.tolerated:
        word = "fewer" if owed.tolerated < owed.was else "more"
        trend = f", {abs(owed.was - owed.tolerated)} {word} than before"
    yield f"{counted(owed.tolerated, 'old finding')} tolerated{trend}."
    if owed.returned:
        yield f"{counted(owed.returned, 'finding')} back, because the sunset has passed."
    if owed.gone:
        entries = counted(owed.gone, "entry", "entries")
        yield f"{entries} without a finding: `platguard adopt --prune` takes them away."
    yield from map(_baseline, owed.baselines)


def _baseline(state: BaselineState) -> str:
    left = f"{counted(state.days_left, 'day')} left" if state.days_left >= 0 else "passed"
    return f"{cell_code(state.path)} ends on {text(state.sunset)} ({left})."


def others(report: Report, links: Links) -> Iterator[Section]:
    """What neither fails nor passes, folded."""
    exempt = [f for f in report.findings if f.outcome == "exempt" and not is_debt(f)]
    if exempt:
        rows = [
            [
                links.place(one.path, one.line),
                f"{cell_code(one.rule)}<br>"
                + text(exception_text(one.exception) if one.exception else one.message),
            ]
            for one in exempt
        ]
        yield folded(f"{len(exempt)} exempt", _WHAT, rows)
    soon = [finding for finding in report.findings if finding.outcome == "pass"]
    if soon:
        yield folded(f"{len(soon)} passed that soon will not", _WHAT, finding_rows(soon, links))
    yield from _undecided(report, links)


def _undecided(report: Report, links: Links) -> Iterator[Section]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.outcome == "unknown":
            by_rule.setdefault(finding.rule, []).append(finding)
    rows = [
        [places(members, links), f"{cell_code(rule)}, {len(members)}<br>{text(members[0].message)}"]
        for rule, members in sorted(by_rule.items())
    ]
    if rows:
        total = sum(map(len, by_rule.values()))
        yield folded(f"{total} undecided, neither passed nor failed", _WHAT, rows)


def conditions(report: Report) -> Iterator[Section]:
    """How the scan was made, and what it left out."""
    rows = [[f"- {text(notice)}"] for notice in report.notices]
    reasons = Counter(file.reason for file in report.coverage.skipped)
    for reason, count in sorted(reasons.items()):
        rows.append([f"- skipped {counted(count, 'file')}: {text(reason)}"])
    if rows:
        before = ["", "<details><summary>Conditions of this scan</summary>", ""]
        yield Section(before, rows, ["", "</details>"])
