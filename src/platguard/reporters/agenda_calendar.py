"""The agenda as a calendar: an event a day and subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from platguard.agenda import change, effects, message, summary, when
from platguard.calendar_file import CalendarEvent, calendar_of, uid_of
from platguard.reporters.findings import place
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.agenda import Agenda, Event, Turn
    from platguard.reporters import Style

_SOME = 20
"""Findings that an event lists for an owner; of more, it tells how many."""


def write(agenda: Agenda, stream: TextIO, style: Style) -> None:
    """Writes the agenda as iCalendar."""
    name = folded_text(f"platguard agenda of {agenda.repository}")
    events = (_event(event, agenda) for event in agenda.events)
    stream.write(calendar_of(name, agenda.first, events).decode("utf-8"))


def _event(event: Event, agenda: Agenda) -> CalendarEvent:
    day = event.day.isoformat()
    return CalendarEvent(
        uid=uid_of("agenda", agenda.repository, event.kind, event.subject, day),
        day=event.day,
        summary=folded_text(f"{summary(event)}: {effects(event.turns)}"),
        description="\n".join(map(folded_text, _lines(event, agenda))),
    )


def folded_text(text: str) -> str:
    """`text` made inert for a file whose lines are folded anywhere: none can begin with `::`."""
    return inert(text).replace("::", r":\x3a")


def _lines(event: Event, agenda: Agenda) -> Iterator[str]:
    yield f"In {agenda.repository}, {when(event)} as of {agenda.first}."
    if event.advice:
        yield event.advice
    for owner, turns in event.by_owner().items():
        yield f"For {owner or 'nobody named'}:"
        yield from map(_line, turns[:_SOME])
        if len(turns) > _SOME:
            yield f"and {len(turns) - _SOME} more, which `platguard agenda` lists"


def _line(turn: Turn) -> str:
    found = turn.finding
    return f"{place(found)}: {change(turn)}[{found.rule}] {message(turn)}"
