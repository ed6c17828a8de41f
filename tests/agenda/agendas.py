"""Agendas for the tests, their JSON always held against its schema, and the replay of changes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from icalendar import Calendar
from schemas import schema

from platguard.agenda import Agenda
from platguard.cli.agenda import FORMATS
from platguard.forecast import forecast
from platguard.model.report import Finding
from platguard.reporters import Style
from platguard.request import Request
from platguard.scan import scan

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = date(2026, 11, 22)

Stances = dict[tuple[str, str], tuple[str, str]]
"""What each finding is on a day, (outcome, level), by its path and fingerprint."""


def request(folder: Path, as_of: date | None = FIRST, **asked: Any) -> Request:
    """A request about a folder."""
    return Request(
        now=asked.pop("now", NOON),
        cwd=str(folder),
        environ={"PATH": os.environ["PATH"], "HOME": str(folder.parent)},
        as_of=as_of,
        **asked,
    )


def render(agenda: Agenda, format_name: str, style: Style = Style()) -> str:  # noqa: B008
    """The agenda in a format."""
    module, _, name = FORMATS[format_name].partition(":")
    stream = StringIO(newline="")
    getattr(import_module(module), name)(agenda, stream, style)
    return stream.getvalue()


def agenda_of(
    folder: Path, days: int = 90, as_of: date | None = FIRST, **asked: Any
) -> dict[str, Any]:
    """The agenda of a folder as JSON."""
    made = forecast(request(folder, as_of, **asked), timedelta(days=days))
    document: dict[str, Any] = json.loads(render(made, "json"))
    schema("agenda-v1").validate(document)
    return document


def calendar_parts(data: str | bytes, name: str = "VEVENT") -> list[Any]:
    """The parts of a calendar file, as the library reads them."""
    return list(Calendar.from_ical(data).walk(name))


def told(document: Mapping[str, Any]) -> list[str]:
    """Every event in a sentence."""
    return [event["text"] for event in document["events"]]


def scanned(folder: Path, day: date, **asked: Any) -> Stances:
    """What a scan of the day says."""
    return stances(scan(request(folder, day, **asked)).report.findings)


def stances(findings: Iterable[Finding]) -> Stances:
    """What findings are."""
    return {(f.path, f.fingerprint): (f.outcome, f.level) for f in findings}


def replayed(first: Stances, document: Mapping[str, Any]) -> Iterator[tuple[date, Stances]]:
    """The findings of each day after the first, from those of the first and the changes since."""
    now = dict(first)
    events = list(document["events"])
    day, last = date.fromisoformat(document["as_of"]), date.fromisoformat(document["until"])
    while day < last:
        day += timedelta(days=1)
        while events and events[0]["day"] == day.isoformat():
            for change in events.pop(0)["changes"]:
                _apply(now, change)
        yield day, dict(now)
    assert not events


def _apply(now: Stances, change: Mapping[str, Any]) -> None:
    key = change["path"], change["fingerprint"]
    before, after = (_stance(change[side]) for side in ("from", "to"))
    assert now.get(key) == before
    assert before != after
    if after is None:
        del now[key]
    else:
        now[key] = after


def _stance(given: Mapping[str, str] | None) -> tuple[str, str] | None:
    return (given["outcome"], given["level"]) if given else None
