"""The options that say what is wished for, shared by `request` and `renew`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from typing import Any

import click

from platguard import dates
from platguard.cli.exceptions.questions import Question
from platguard.cli.surroundings import Day
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.open_register import OpenRegister
from platguard.records import dataclass

SUNSET = "--sunset or --months"

_OPTIONS = (
    click.option(
        "--reason",
        metavar="TEXT",
        default="",
        help="Why the rule cannot be met yet.  [default: asked for]",
    ),
    click.option(
        "--by",
        metavar="NAME",
        default="",
        help="Who asks; somebody else approves.  [default: asked for]",
    ),
    click.option(
        "--sunset",
        type=Day(),
        metavar="DATE",
        help="Last day on which it covers anything.  [default: asked for]",
    ),
    click.option(
        "--months",
        type=click.IntRange(1, 24),
        metavar="N",
        help="Instead of --sunset: how long, from the first day that it is asked for.  "
        "[default: by --sunset]",
    ),
    click.option(
        "--ticket", metavar="URL", default="", help="Where it is worked on.  [default: none]"
    ),
    click.option(
        "--id", "new_name", metavar="ID", default="", help="Its id.  [default: the next one]"
    ),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What was said on the command line of a new entry; empty where nothing was."""

    reason: str
    by: str
    sunset: date | None
    months: int | None
    ticket: str
    name: str

    def questions(self, register: OpenRegister, first: date) -> Iterator[Question]:
        """What is missing; `first` is the first day that it is asked for."""
        limits, as_of = register.situation.limits, register.situation.as_of
        latest = dates.add_months(as_of, limits.longest_months)

        def check_reason(text: str) -> None:
            if len(text) < limits.shortest_reason:
                told = f"it has {counted(len(text), 'character')}"
                raise UsageError(f"{told}; it needs {limits.shortest_reason}")

        def check_sunset(text: str) -> None:
            day = dates.parse(text)
            if day is None:
                raise UsageError(f"it is {text!r}; it {dates.expected(text)}")
            if not first <= day <= latest:
                raise UsageError(f"it is {day}; it must be from {first} through {latest}")

        if not self.reason:
            yield Question("--reason", "Why the rule cannot be met yet", check_reason)
        if not self.by:
            yield Question("--by", "Who asks for it")
        if self.sunset is None and self.months is None:
            text = f"Last day on which it is needed, {latest} at the latest"
            yield Question(SUNSET, text, check_sunset)

    def last_day(self, answers: dict[str, str], first: date) -> date:
        """The sunset; months count from the first day that it is asked for."""
        if self.sunset:
            return self.sunset
        if self.months:
            return dates.add_months(first, self.months)
        return date.fromisoformat(answers[SUNSET])


def wished(command: Callable[..., int]) -> Callable[..., int]:
    """Options for what every new entry says; the command gets them as `given`."""

    @wraps(command)
    def gathered(
        reason: str,
        by: str,
        sunset: date | None,
        months: int | None,
        ticket: str,
        new_name: str,
        **others: Any,
    ) -> int:
        if sunset and months:
            raise UsageError("--sunset and --months both say how long: choose one")
        texts = (reason.strip(), by.strip(), sunset, months, ticket.strip(), new_name)
        return command(given=Given(*texts), **others)

    found: Callable[..., int] = gathered
    for option in reversed(_OPTIONS):
        found = option(found)
    return found
