"""What a change proposes, and what baselines tolerate, for programs: parts of the JSON report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from platguard.model.baseline import BaselineState, Debt
    from platguard.model.impact import Change
    from platguard.model.proposal import Proposal, Proposed
    from platguard.model.report import ReportError

    _Told = Callable[[ReportError], dict[str, Any]]


def proposed_document(proposed: Proposed, fault: _Told) -> dict[str, Any]:
    """What would be altered in what decides, and what that would do; `fault` writes one fault."""
    return {
        "changes": [_proposal(change) for change in proposed.changes],
        "effects": [change_document(effect) for effect in proposed.effects],
        "faults": [fault(error) for error in proposed.faults],
    }


def change_document(change: Change) -> dict[str, Any]:
    """A thing that two states of the standards judge differently."""
    names = ("rule", "kind", "was", "becomes", "repository", "path", "line", "column", "subject")
    more = ("address", "fingerprint", "message", "fix", "owner")
    told = {name: getattr(change, name) for name in (*names, *more)}
    return {**told, "draft": change.draft or None}


def debt_document(debt: Debt) -> dict[str, Any]:
    """What the baselines of a repository tolerate."""
    return {
        "baselines": [_baseline(baseline) for baseline in debt.baselines],
        "tolerated": debt.tolerated,
        "returned": debt.returned,
        "gone": debt.gone,
        "was": debt.was,
    }


def _proposal(change: Proposal) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "path": change.path,
        "line": change.line,
        "subject": change.subject,
        "key": change.key or None,
        "was": change.was or None,
        "becomes": change.becomes or None,
    }


def _baseline(baseline: BaselineState) -> dict[str, Any]:
    return {
        "path": baseline.path,
        "sunset": baseline.sunset,
        "days_left": baseline.days_left,
        "entries": baseline.entries,
        "matches": baseline.matches,
    }
