"""A backfill for programs: version 1, by `schemas/organisation-backfill-v1.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from platguard.model.organisation import STATUSES
from platguard.reporters.json import encode

if TYPE_CHECKING:
    from platguard.model.organisation_backfill import DayLine, GapLine, OrganisationBackfill


def write(backfill: OrganisationBackfill, stream: TextIO) -> None:
    """Writes the backfill as JSON; the same backfill gives the same bytes."""
    stream.write(encode(document(backfill)))


def document(backfill: OrganisationBackfill) -> dict[str, Any]:
    """The backfill as JSON values, in the order of the contract."""
    new = sum(line.is_new for line in backfill.days)
    return {
        "platguard": backfill.version,
        "organisation_backfill": 1,
        "summary": {
            "days": len(backfill.days),
            "judged": new,
            "known": len(backfill.days) - new,
            "exit": backfill.exit,
        },
        "days": [_day(line) for line in backfill.days],
        "gaps": [_gap(line) for line in backfill.gaps],
        "notices": list(backfill.notices),
    }


def _day(line: DayLine) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(),
        "known": not line.is_new,
        "repositories": sum(line.statuses.values()),
        "statuses": {status: line.statuses.get(status, 0) for status in STATUSES},
        "outcomes": {
            "pass": line.passed,
            "fail": line.failed,
            "exempt": line.exempt,
            "unknown": line.unknown,
        },
    }


def _gap(line: GapLine) -> dict[str, Any]:
    return {
        "repository": line.name,
        "status": line.status,
        "reason": line.reason,
        "first": line.first.isoformat(),
        "last": line.last.isoformat(),
    }
