"""Drift for programs: what the JSON report says of an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from platguard.model.drift import (
        BaseNote,
        Comparison,
        Drift,
        Incomparable,
        Past,
        PreviousNote,
        Resolved,
        Trace,
        Was,
    )
    from platguard.model.report import Finding

    _Told = Callable[[Finding], dict[str, Any]]


def drift_document(drift: Drift, finding: _Told) -> dict[str, Any]:
    """The drift as JSON values; `finding` writes one finding."""
    return {
        "base": _base(drift.base) if drift.base else None,
        "previous": _previous(drift.previous) if drift.previous else None,
        "baseline": drift.baseline,
        "introduced": dict(drift.introduced),
        "counts": {**drift.counts, "worse": drift.worse, "better": drift.better},
        "rate": drift.rate,
        "resolved": [_resolved(found, finding) for found in drift.resolved],
        "incomparable": [_incomparable(found, finding) for found in drift.incomparable],
        "past": [_past(known) for known in drift.past],
    }


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """What the earlier report makes of a finding, but for its state."""
    return {
        **_trace(comparison.trace),
        "change": comparison.change or None,
        "reason": comparison.reason or None,
        "was": _was(comparison.was) if comparison.was else None,
        "possible_rename": comparison.possible_rename,
        "introduced": comparison.introduced,
    }


def _base(base: BaseNote) -> dict[str, Any]:
    return {
        "name": base.name,
        "commit": base.commit,
        "merge_base": base.merge_base,
        "head": base.head,
    }


def _previous(previous: PreviousNote) -> dict[str, Any]:
    return {
        "path": previous.path,
        "platguard": previous.version,
        "as_of": previous.as_of,
        "commit": previous.commit,
        "in_history": previous.in_history,
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {"first_seen": trace.first_seen, "regressions": trace.regressions}


def _was(was: Was) -> dict[str, Any]:
    return {
        "path": was.path,
        "level": was.level,
        "severity": was.severity,
        "outcome": was.outcome,
        "message": was.message,
    }


def _resolved(found: Resolved, finding: _Told) -> dict[str, Any]:
    return {
        **_trace(found.earlier.trace),
        "removed": found.removed,
        "possible_rename": found.possible_rename,
        "finding": {**finding(found.earlier.finding), "drift": "resolved"},
    }


def _incomparable(found: Incomparable, finding: _Told) -> dict[str, Any]:
    return {
        **_trace(found.earlier.trace),
        "reason": found.reason,
        "finding": {**finding(found.earlier.finding), "drift": "incomparable"},
    }


def _past(known: Past) -> dict[str, Any]:
    identity = known.identity
    return {
        **_trace(known.trace),
        "resolved_on": known.resolved_on,
        "rule": identity.rule,
        "path": identity.path,
        "address": identity.address,
        "subject": identity.subject,
        "fingerprint": identity.fingerprint,
    }
