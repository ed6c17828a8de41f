"""Drift for people: a word beside a finding, what is gone, and one line of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platguard.model.drift import Comparison, Drift
    from platguard.model.report import Finding
    from platguard.reporters.layout import Layout


def drift_word(finding: Finding) -> str:
    """What a base or an earlier report makes of a finding; empty for what simply persists, and
    for what a change made, of which its report tells anyway."""
    found = finding.comparison
    if found is None:
        return ""
    told = [_state(found), found.change, "possible rename" if found.possible_rename else ""]
    return "" if told == ["persisting", "", ""] else ", ".join(filter(None, told))


def _state(found: Comparison) -> str:
    if found.state == "incomparable":
        return f"incomparable: {found.reason}"
    if found.state == "moved" and found.was:
        return f"moved from {found.was.path}"
    if found.state == "new" and found.introduced:
        return ""
    if found.state == "regressed":
        return f"regressed, first seen on {found.trace.first_seen}"
    return found.state


def resolved_lines(layout: Layout, drift: Drift) -> Iterator[str]:
    """What was resolved since the earlier report."""
    if drift.resolved:
        yield layout.line(f"Resolved since {_since(drift)}", "good")
    for found in drift.resolved:
        told = "gone with its file or object" if found.removed else "mended"
        doubt = ", possible rename" if found.possible_rename else ""
        message = f"({told}{doubt}) {found.earlier.finding.message}"
        yield from _listed(layout, found.earlier.finding, "resolved", message)


def incomparable_lines(layout: Layout, drift: Drift) -> Iterator[str]:
    """Of what in the earlier report nobody can tell whether it is still there."""
    if drift.incomparable:
        yield layout.line(f"Not comparable with {_since(drift)}", "strong")
    for found in drift.incomparable:
        yield from _listed(layout, found.earlier.finding, "incomparable", f"{found.reason}.")


def drift_line(layout: Layout, drift: Drift) -> Iterator[str]:
    """The numbers of all states that there are."""
    counts = [f"{_count(drift, state)}" for state, count in drift.counts.items() if count]
    told = ", ".join(counts) or "no finding, then or now"
    yield from layout.paragraph(f"Since {_since(drift)}: {told}.")


def _since(drift: Drift) -> str:
    """What the findings are held against, in a word."""
    if drift.base is not None:
        return f"{drift.base.name} ({drift.base.merge_base[:7]})"
    assert drift.previous is not None
    return drift.previous.as_of


def _count(drift: Drift, state: str) -> str:
    counts = {"worse": drift.worse, "better": drift.better} if state == "persisting" else {}
    told = ", ".join(f"{count} {change}" for change, count in counts.items() if count)
    return f"{drift.counts[state]} {state}{f' ({told})' if told else ''}"


def _listed(layout: Layout, finding: Finding, word: str, message: str) -> Iterator[str]:
    place = f"{finding.path}:{finding.line}:{finding.column}:"
    lead = [(place, ""), (f"{word}[{finding.rule}]", "quiet")]
    yield from layout.paragraph(message, lead=lead, indent=2, hang=6)
