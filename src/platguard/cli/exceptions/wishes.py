"""The options that say what is wished for, shared by `request` and `renew`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from platguard import dates
from platguard.cli.exceptions.questions import asked, asked_typed
from platguard.cli.surroundings import Day
from platguard.errors import UsageError
from platguard.open_register import OpenRegister

_OPTIONS = (
    click.option("--reason", metavar="TEXT", default="", help="Why the rule cannot be met yet."),
    click.option("--by", metavar="NAME", default="", help="Who asks; somebody else approves."),
    click.option(
        "--sunset", type=Day(), metavar="DATE", help="Last day on which it covers anything."
    ),
    click.option(
        "--months", type=click.IntRange(1, 24), metavar="N", help="Instead of --sunset: how long."
    ),
    click.option("--ticket", metavar="URL", default="", help="Where it is worked on."),
    click.option(
        "--id", "new_name", metavar="ID", default="", help="Its id.  [default: the next one]"
    ),
)


def wished(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for what every new entry says."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def answered(
    register: OpenRegister, reason: str, by: str, sunset: date | None, months: int | None
) -> tuple[str, str, date]:
    """Reason, requester and sunset, asked for where they are missing."""
    if sunset and months:
        raise UsageError("--sunset and --months both say how long: choose one")
    reason = asked("--reason", reason, "Why the rule cannot be met yet")
    by = asked("--by", by, "Who asks for it")
    if months:
        sunset = dates.add_months(register.situation.as_of, months)
    if sunset is None:
        sunset = asked_typed("--sunset or --months", "Last day on which it is needed", Day())
    return reason, by, sunset
