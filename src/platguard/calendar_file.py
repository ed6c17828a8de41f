"""Calendars as iCalendar (RFC 5545) writes them; the only module that knows the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from platguard.records import dataclass

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something that takes the whole of one day. Its texts must be inert."""

    uid: str
    """The same whenever the calendar is made again, so that it replaces itself; see `uid_of`."""
    day: date
    summary: str
    description: str
    """Lines of text."""
    remind_days: Sequence[int] = ()
    """How many days before it a reminder comes."""


def uid_of(*parts: str) -> str:
    """An id that is the same for the same parts, and no other's."""
    text = "\0".join(parts)
    return f"{sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}@platguard"


def calendar_of(name: str, as_of: date, events: Iterable[CalendarEvent]) -> bytes:
    """The calendar as the file that other programs read.

    It is dated by the day that it was made for, not by a clock: the same events, the same bytes.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//platguard//platguard//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    stamp = datetime.combine(as_of, time(), UTC)
    for event in events:
        calendar.add_component(_component(event, stamp))
    if not calendar.subcomponents:
        # RFC 5545, 3.6: there is one component at least. Nobody is shown a time zone.
        calendar.add_component(_utc())
    written: bytes = calendar.to_ical()
    return written


def _utc() -> Timezone:
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone


def _component(event: CalendarEvent, stamp: datetime) -> Event:
    from icalendar import Event

    # Without an end it takes its whole day (RFC 5545, 3.6.1), also the last one of all calendars.
    component = Event()
    component.add("uid", event.uid)
    component.add("dtstamp", stamp)
    component.add("dtstart", event.day)
    component.add("summary", event.summary)
    component.add("description", event.description)
    component.add("transp", "TRANSPARENT")
    for days in sorted(set(event.remind_days), reverse=True):
        component.add_component(_reminder(event, days))
    return component


def _reminder(event: CalendarEvent, days: int) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", -timedelta(days=days))
    return alarm
