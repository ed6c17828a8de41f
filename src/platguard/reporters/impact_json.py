"""What a change of the standards does, for programs: version 1.

`schemas/impact-v1.schema.json` describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from platguard.model.impact import CHANGES, by_kind
from platguard.reporters.json import encode, fault
from platguard.reporters.proposed_json import change_document

if TYPE_CHECKING:
    from platguard.model.impact import DateChange, Impact, Judged, RuleImpact
    from platguard.reporters import Style


def write(impact: Impact, stream: TextIO, style: Style, *, everything: bool = False) -> None:
    """Writes all of it, whether or not everything is asked for."""
    stream.write(encode(_document(impact)))


def _document(impact: Impact) -> dict[str, Any]:
    return {
        "platguard": impact.version,
        "impact": 1,
        "old": impact.old,
        "new": impact.new,
        "as_of": impact.as_of,
        "enforced": impact.enforced,
        "summary": {"exit": impact.exit, "changes": _all_kinds(by_kind(impact.changes))},
        "repositories": [_repository(one) for one in impact.repositories],
        "rules": [_rule(rule) for rule in impact.rules],
        "changes": [change_document(change) for change in impact.changes],
    }


def _all_kinds(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts.get(kind, 0) for kind in CHANGES}


def _repository(one: Judged) -> dict[str, Any]:
    return {
        "name": one.name,
        "path": one.path,
        "discovered": one.discovered,
        "judged": one.judged,
        "errors": [fault(error) for error in one.errors],
    }


def _rule(rule: RuleImpact) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "formerly": rule.formerly or None,
        "states": [{"was": was, "becomes": becomes} for was, becomes in rule.lives],
        "dates": [_date_change(change) for change in rule.dates],
        "changes": _all_kinds(rule.changes),
        "owners": [
            {"owner": owner, "changes": _all_kinds(counts)} for owner, counts in rule.owners.items()
        ],
    }


def _date_change(change: DateChange) -> dict[str, Any]:
    return {
        "revision": change.revision,
        "date": change.name,
        "was": change.was.isoformat() if change.was else None,
        "becomes": change.becomes.isoformat() if change.becomes else None,
        "findings": change.findings,
        "repositories": list(change.repositories),
    }
