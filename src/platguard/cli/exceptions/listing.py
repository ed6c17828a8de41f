"""`platguard exceptions list`: the register as a table or as JSON."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any

import click

from platguard.cli import options
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.surroundings import Span, style_of
from platguard.cli.tables import print_table
from platguard.exception_days import days_left
from platguard.model.policy_exception import EXCEPTION_STATES, Registered
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import note
from platguard.reporters.inert import inert
from platguard.reporters.json import encode
from platguard.selection import known_id


@click.command("list", short_help="List exceptions, with their state on a day.")
@of_register
@options.text_or_json
@click.option(
    "--state",
    "states",
    type=click.Choice(EXCEPTION_STATES),
    multiple=True,
    help="Only those in this state. Repeatable.",
)
@click.option("--owner", metavar="TEAM", default="", help="Only those of this owner.")
@click.option("--rule", metavar="ID", default="", help="Only those for this rule.")
@click.option(
    "--ending-within",
    type=Span(),
    metavar="SPAN",
    help="Only those that are not over and end soon, within 90d or 12w.",
)
def command(
    register: OpenRegister,
    format_name: str,
    states: tuple[str, ...],
    owner: str,
    rule: str,
    ending_within: timedelta | None,
) -> int:
    """List the exceptions of the register by sunset, with their state on a day."""
    rule = known_id(rule, register.policy, "--rule") if rule else ""
    known = register.policy.known_ids

    def wanted(found: Registered) -> bool:
        exception, standing = found.exception, found.standing
        left = days_left(exception, register.situation.as_of)
        ends = (
            ending_within is not None
            and left is not None
            and standing.is_alive
            and left <= ending_within.days
        )
        return (
            (not states or standing.state in states)
            and owner in ("", exception.owner)
            and (not rule or rule in {known.get(name, name) for name in exception.rules})
            and (ending_within is None or ends)
        )

    entries = [found for found in register.by_sunset() if wanted(found)]
    if format_name == "json":
        sys.stdout.write(encode({"exceptions": [_row(found, register) for found in entries]}))
        return 0
    _print(entries, register)
    return 0


def _print(entries: list[Registered], register: OpenRegister) -> None:
    if not entries:
        such = "such exception" if register.entries else "exception"
        print(inert(f"No {such} in {register.folder}."))
        return
    rows = []
    for found in entries:
        exception = found.exception
        left = days_left(exception, register.situation.as_of)
        told = "?" if left is None else str(left)
        rows.append(
            [
                exception.id,
                found.standing.state,
                exception.sunset,
                told,
                exception.owner,
                ", ".join(exception.rules),
            ]
        )
    head = ("id", "state", "sunset", "days", "owner", "rules")
    print_table(head, rows, style_of(sys.stdout, os.environ))


def _row(found: Registered, register: OpenRegister) -> dict[str, Any]:
    exception = found.exception
    return {
        "id": exception.id,
        "state": found.standing.state,
        "text": note(exception, found.standing, found.chain),
        "rules": list(exception.rules),
        "owner": exception.owner,
        "category": exception.category,
        "reason": exception.reason,
        "starts": exception.starts or None,
        "sunset": exception.sunset,
        "days_left": days_left(exception, register.situation.as_of),
        "chain": [term.id for term in register.renewals.chain(exception)],
        "requested": {"by": exception.requested_by, "on": exception.requested_on},
        "approvals": [
            {"role": a.role, "by": a.by, "on": a.on, "sunset": a.sunset}
            for a in exception.approvals
        ],
        "ticket": exception.ticket or None,
        "path": found.entry.path,
        "line": found.entry.places["id"].line,
    }
