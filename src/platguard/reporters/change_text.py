"""A change for people: what it made in full, what was there before as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.standard import LEVELS
from platguard.reporters.verdict import beside_levels

if TYPE_CHECKING:
    from platguard.model.proposal import Proposed
    from platguard.model.report import Finding, Report
    from platguard.reporters.layout import Layout

_SOME = 3
_MANY = 12
"""So many proposals are listed."""


def is_told(finding: Finding) -> bool:
    """Whether a finding is one that whoever makes the change should hear of."""
    found = finding.comparison
    return found is not None and (found.introduced or found.state == "incomparable")


def older_lines(layout: Layout, report: Report) -> Iterator[str]:
    """How much was there before, by rule."""
    old = [f for f in report.findings if f.comparison and not is_told(f) and f.outcome == "fail"]
    if old:
        rules = Counter(finding.rule for finding in old)
        ordered = sorted(rules, key=lambda rule: (-rules[rule], rule))
        told = ", ".join(f"{rule} ({rules[rule]})" for rule in ordered[:_SOME])
        rest = len(ordered) - _SOME
        more = f" and {counted(rest, 'more rule')}" if rest > 0 else ""
        text = f"{told}{more}. A scan without --base tells them."
        lead = [(f"{counted(len(old), 'older finding')}:", "strong")]
        yield from layout.paragraph(text, lead=lead, hang=2)


def proposed_lines(layout: Layout, proposed: Proposed) -> Iterator[str]:
    """What the change would alter in what decides, and what that would do."""
    if proposed.changes or proposed.faults:
        yield layout.line("Proposed, and without effect until it is merged", "strong")
    for change in proposed.changes[:_MANY]:
        lead = [(f"{change.path}:{change.line}:", "")]
        yield from layout.paragraph(change.told, lead=lead, indent=2, hang=6)
    if len(proposed.changes) > _MANY:
        yield layout.line(f"  and {len(proposed.changes) - _MANY} more, which --format json names")
    for fault in proposed.faults:
        lead = [(f"{fault.place}:", ""), ("unusable:", "error")]
        yield from layout.paragraph(fault.message, lead=lead, indent=2, hang=6)
    if not proposed.effects:
        return
    from platguard.model.impact import CHANGES

    effects = Counter(effect.kind for effect in proposed.effects)
    told = [
        f"{effects[kind]} {CHANGES[kind][effects[kind] > 1]}" for kind in CHANGES if effects[kind]
    ]
    text = f"Once merged: {', '.join(told)}."
    yield from layout.paragraph(text, indent=2, hang=6)


def made_line(report: Report) -> str:
    """The numbers of what a change made, and of what was there before."""
    drift = report.drift
    assert drift is not None
    made = ", ".join(counted(drift.introduced[level], level) for level in LEVELS)
    old = sum(f.outcome == "fail" for f in report.findings) - sum(drift.introduced.values())
    return f"{made}; {old} older, {beside_levels(report)}; exit {report.summary.exit}."


def made(report: Report) -> Sequence[Finding]:
    """The findings that a report of a change tells in full."""
    return [finding for finding in report.findings if is_told(finding)]
