"""The agenda for programs: version 1, described by `schemas/agenda-v1.schema.json`.

It holds every change, so that the findings of each day can be made from those of the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from platguard.agenda import NUMBERS, headline, message, numbers_of
from platguard.reporters import unreadable
from platguard.reporters.json import encode, fault, inputs

if TYPE_CHECKING:
    from platguard.agenda import Agenda, Event, Turn
    from platguard.model.report import Finding
    from platguard.reporters import Style


def write(agenda: Agenda, stream: TextIO, style: Style) -> None:
    """Writes the agenda as JSON; the same agenda gives the same bytes."""
    stream.write(encode(document(agenda)))


def document(agenda: Agenda) -> dict[str, Any]:
    """The agenda as JSON values, in the order of the contract."""
    today = agenda.today
    return {
        "platguard": today.version,
        "agenda": 1,
        "as_of": today.as_of,
        "until": agenda.last.isoformat(),
        "timezone": today.timezone,
        "repository": agenda.repository,
        "target": {"paths": list(today.target.paths), "commit": today.target.commit},
        "inputs": inputs(today.inputs),
        "coverage": {
            "discovered": today.coverage.discovered,
            "judged": today.coverage.judged,
            "unrendered": today.coverage.unrendered,
            "skipped": len(today.coverage.skipped),
            "failed": today.coverage.unread,
        },
        "summary": {
            "first": numbers_of(today),
            "last": {name: agenda.numbers[name] for name in NUMBERS},
            "changes": sum(len(event.turns) for event in agenda.events),
        },
        "events": [_event(event) for event in agenda.events],
        "errors": [fault(error) for error in unreadable(today)],
        "notices": list(today.notices),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "day": event.day.isoformat(),
        "days_left": event.days_left,
        "kind": event.kind,
        "rule": event.rule or None,
        "revision": event.revision,
        "exception": event.exception or None,
        "owner": event.owner,
        "text": headline(event),
        "advice": event.advice,
        "changes": [_change(turn) for turn in event.turns],
    }


def _change(turn: Turn) -> dict[str, Any]:
    found = turn.finding
    return {
        "rule": found.rule,
        "fingerprint": found.fingerprint,
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "subject": found.subject,
        "address": found.address,
        "from": _stance(turn.before),
        "to": _stance(turn.after),
        "owner": turn.owner,
        "exception": found.exception.id if found.exception else None,
        "message": message(turn),
        "fix": turn.after.fix if turn.after else "",
    }


def _stance(finding: Finding | None) -> dict[str, str] | None:
    return {"outcome": finding.outcome, "level": finding.level} if finding else None
