"""`platguard exceptions calendar`: when exceptions end, for the calendar of those who wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import click

from platguard.calendar_file import CalendarEvent, calendar_of, uid_of
from platguard.cli import options
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.output import put
from platguard.cli.surroundings import Span
from platguard.model.policy_exception import PolicyException, Registered
from platguard.open_register import OpenRegister
from platguard.reporters.agenda_calendar import folded_text

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
    """Write an event for the sunset of each exception that is approved and not over.

    The event takes the whole of the last day that the exception covers. Made
    again, it replaces itself in a calendar that imports it.
    """
    situation = register.situation
    days = [span.days for span in reminders or REMINDERS]
    events = [_event(entry, days) for entry in register.by_last_day() if entry.standing.is_granted]
    name = folded_text(f"platguard exceptions of {situation.repository}")
    put(calendar_of(name, situation.as_of, events).decode("utf-8"), output)
    return 0


def _event(registered: Registered, remind_days: list[int]) -> CalendarEvent:
    exception = registered.exception
    return CalendarEvent(
        uid=uid_of("exception", exception.id),
        day=date.fromisoformat(exception.sunset),
        summary=folded_text(f"Exception {exception.id} of {exception.owner} ends"),
        description="\n".join(map(folded_text, _lines(exception, registered.chain))),
        remind_days=remind_days,
    )


def _lines(exception: PolicyException, chain: str) -> Iterator[str]:
    name, sunset = exception.id, exception.sunset
    yield f"{name} covers through {sunset}; from the next day on its findings stand again."
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
