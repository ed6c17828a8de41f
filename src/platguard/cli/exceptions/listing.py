"""`platguard exceptions list`: the register as a table or as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click

from platguard import __version__, dates
from platguard.cli import options
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.surroundings import Span, style_of
from platguard.cli.tables import print_table
from platguard.counting import counted
from platguard.exception_days import begins, days_left, last_day
from platguard.model.policy_exception import EXCEPTION_STATES, Registered, Scope
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import note
from platguard.reporters.inert import inert
from platguard.reporters.json import encode
from platguard.selection import known_id
from platguard.tuples import NamedTuple

EXAMPLES = """\b
Examples:
  platguard exceptions list
  platguard exceptions list --state active --state expiring --owner team-a
  platguard exceptions list --ending-within 90d --format json
"""


@click.command("list", epilog=EXAMPLES, short_help="List exceptions, with their state on a day.")
@of_register
@options.text_or_json
@click.option(
    "--state",
    "states",
    type=click.Choice(EXCEPTION_STATES),
    multiple=True,
    help="Only those in this state. Repeatable.  [default: any]",
)
@click.option(
    "--owner", metavar="TEAM", default="", help="Only those of this owner.  [default: any]"
)
@click.option("--rule", metavar="ID", default="", help="Only those for this rule.  [default: any]")
@click.option(
    "--ending-within",
    type=Span(),
    metavar="SPAN",
    help="Only those that are not over and end soon, within 90d or 12w.  [default: any]",
)
def command(
    register: OpenRegister,
    format_name: str,
    states: tuple[str, ...],
    owner: str,
    rule: str,
    ending_within: timedelta | None,
) -> int:
    """List the exceptions of the register by their last day, with their state on a day.

    Requests of later days are left out. Baselines of adopted findings are a
    line each; they have no owner and no state, so --owner and --state leave
    them out.

    \b
    Exit codes: 0 listed, 2 a wrong register, configuration or option.
    """
    rule = known_id(rule, register.policy, "--rule") if rule else ""
    known = register.policy.known_ids

    def wanted(found: Registered) -> bool:
        exception, standing = found.exception, found.standing
        left = _days_left(found, register)
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

    entries = [found for found in register.by_last_day() if wanted(found)]
    baselines = [] if states or owner else list(_baselines(register, rule, ending_within))
    if format_name == "json":
        sys.stdout.write(encode(_document(entries, baselines, register)))
        return 0
    _print(entries, register)
    for baseline in baselines:
        days = f"{dates.count_days(baseline.days_left)} left" if baseline.days_left >= 0 else "over"
        named = counted(baseline.findings, "adopted finding")
        print(inert(f"{baseline.path}: {named}, through {baseline.sunset}, {days}."))
    return 0


class _Baseline(NamedTuple):
    """What is told of a baseline: never its entries, which are a list themselves."""

    path: str
    findings: int
    """How many of its findings are meant."""
    sunset: str
    days_left: int


def _baselines(
    register: OpenRegister, rule: str, ending_within: timedelta | None
) -> Iterator[_Baseline]:
    """The baselines that name a finding of the rule, where one is asked for, and end in time."""
    known = register.policy.known_ids
    for baseline in register.settings.baselines:
        left = dates.days_between(register.situation.as_of, baseline.sunset)
        names = [known.get(entry.rule, entry.rule) for entry in baseline.entries]
        found = names.count(rule) if rule else len(names)
        ends = ending_within is None or 0 <= left <= ending_within.days
        if ends and (found or not rule):
            yield _Baseline(baseline.path, found, baseline.sunset.isoformat(), left)


def _print(entries: list[Registered], register: OpenRegister) -> None:
    if not entries:
        such = "such exception" if register.entries else "exception"
        print(inert(f"No {such} in {register.folder} as of {register.situation.as_of}."))
        return
    rows = []
    for found in entries:
        exception = found.exception
        left = _days_left(found, register)
        told = "" if left is None else str(left)
        rows.append(
            [
                exception.id,
                found.standing.state,
                str(last_day(exception) or exception.sunset),
                told,
                exception.owner,
                ", ".join(exception.rules),
            ]
        )
    head = ("id", "state", "through", "days", "owner", "rules")
    print_table(head, rows, style_of(sys.stdout, os.environ))


def _days_left(found: Registered, register: OpenRegister) -> int | None:
    """Days through its last day; None when somebody ended it before, or that day is malformed."""
    if found.standing.state in ("closed", "rejected"):
        return None
    return days_left(found.exception, register.situation.as_of)


def _document(
    entries: list[Registered], baselines: list[_Baseline], register: OpenRegister
) -> dict[str, Any]:
    """The list as JSON values: version 1, described by `schemas/exceptions-v1.schema.json`."""
    return {
        "platguard": __version__,
        "exceptions": 1,
        "as_of": register.situation.as_of.isoformat(),
        "timezone": register.situation.timezone,
        "repository": register.situation.repository,
        "register": register.folder,
        "entries": [_row(found, register) for found in entries],
        "baselines": [baseline._asdict() for baseline in baselines],
    }


def _row(found: Registered, register: OpenRegister) -> dict[str, Any]:
    exception, rejected = found.exception, found.exception.rejected
    first, last = begins(exception), last_day(exception)
    return {
        "id": exception.id,
        "state": found.standing.state,
        "text": note(exception, found.standing, found.chain),
        "rules": list(exception.rules),
        "scope": _scope(exception.scope),
        "category": exception.category,
        "reason": exception.reason,
        "compensating": exception.compensating or None,
        "owner": exception.owner,
        "requested": {"by": exception.requested_by, "on": exception.requested_on},
        "approvals": [
            {"role": a.role, "by": a.by, "on": a.on, "sunset": a.sunset, "terms": a.terms or None}
            for a in exception.approvals
        ],
        "starts": first.isoformat() if first else None,
        "sunset": exception.sunset,
        "last_day": last.isoformat() if last else None,
        "days_left": _days_left(found, register),
        "max_findings": exception.max_findings,
        "renews": exception.renews or None,
        "chain": [term.id for term in register.renewals.chain(exception)],
        "closed_on": exception.closed_on or None,
        "rejected": {"by": rejected.by, "on": rejected.on, "why": rejected.why}
        if rejected
        else None,
        "ticket": exception.ticket or None,
        "path": found.entry.path,
        "line": found.entry.places["id"].line,
    }


def _scope(scope: Scope) -> dict[str, Any]:
    return {
        "repositories": list(scope.repositories),
        "paths": list(scope.paths),
        "resources": [
            {
                "kind": one.kind or None,
                "namespace": one.namespace or None,
                "name": one.name or None,
                "labels": dict(one.labels),
            }
            for one in scope.resources
        ],
        "fingerprints": list(scope.fingerprints),
    }
