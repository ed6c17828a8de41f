"""`platguard exceptions calendar`: when exceptions end, for the calendar of those who wait."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import click

from platguard.calendar_file import CalendarEvent, calendar_of, uid_of
from platguard.cli import options
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.output import put
from platguard.cli.surroundings import Span
from platguard.exception_days import last_day
from platguard.model.policy_exception import PolicyException, Registered
from platguard.open_register import OpenRegister
from platguard.reporters.agenda_calendar import folded_text
from platguard.reporters.inert import inert

REMINDERS = (timedelta(days=30), timedelta(days=7))

EXAMPLES = """\b
Examples:
  platguard exceptions calendar --output sunsets.ics
  platguard exceptions calendar --remind 12w --remind 14d
"""


@click.command("calendar", epilog=EXAMPLES, short_help="Write the sunsets as a calendar (ICS).")
@of_register
@click.option(
    "--remind",
    "reminders",
    type=Span(),
    metavar="SPAN",
    multiple=True,
    help="How long before a sunset to remind, 30d or 4w. Repeatable.  [default: 30d, 7d]",
)
@options.output
def command(register: OpenRegister, reminders: tuple[timedelta, ...], output: str) -> int:
    """Write an event for the last day of each exception that is approved and not over.

    The event takes the whole of the day: the sunset, or the day before the exception is closed.
    Made again, it replaces itself in a calendar that imports it. When nothing ends, the calendar
    has no events.

    \b
    Exit codes: 0 written, 2 a wrong register, configuration or option.
    """
    situation = register.situation
    days = [span.days for span in reminders or REMINDERS]
    granted = [found for found in register.by_last_day() if found.standing.is_granted]
    events = [_event(found, last, days) for found in granted if (last := last_day(found.exception))]
    name = folded_text(f"platguard exceptions of {situation.repository}")
    put(calendar_of(name, situation.as_of, events).decode("utf-8"), output)
    if not events:
        told = f"No exception in {register.folder} is approved and not over: no events."
        print(inert(told), file=sys.stderr)
    return 0


def _event(registered: Registered, last: date, remind_days: list[int]) -> CalendarEvent:
    exception = registered.exception
    return CalendarEvent(
        uid=uid_of("exception", exception.id),
        day=last,
        summary=folded_text(f"Exception {exception.id} of {exception.owner} ends"),
        description="\n".join(map(folded_text, _lines(exception, last, registered.chain))),
        remind_days=remind_days,
    )


def _lines(exception: PolicyException, last: date, chain: str) -> Iterator[str]:
    name = exception.id
    yield f"{name} covers through {last}; from the next day on its findings stand again."
    yield f"Rules: {', '.join(exception.rules)}"
    yield f"Owner: {exception.owner}"
    yield f"Reason: {exception.reason}"
    if chain:
        yield f"Terms: {chain}"
    if exception.ticket:
        yield f"Ticket: {exception.ticket}"
    yield (
        f"What to do: fix what it covers and run `platguard exceptions close {name}`, or request"
        f" a renewal by `platguard exceptions renew {name}` in time for two approvals."
    )
