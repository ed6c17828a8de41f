"""Shares of two days, each over the repositories that were judged on both.

A repository that is missing today, that joined since, or of which only somebody looked who looked
at no other, moves every share of the organisation without anything having become better or worse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from platguard.audit.adoption import team_standings
from platguard.audit.matrix import UNKNOWN, share
from platguard.audit.numbers import all_checks, rate
from platguard.audit.services import ServiceState, worst
from platguard.model.audit import AdoptionRow, Rate, Tally

REPOSITORIES, TEAMS = "Repositories that comply", "Teams that comply"
SERVICES, CHECKS = "Services that comply", "Checks that pass"


class Held(NamedTuple):
    """What a repository comes to on a day, over all rules."""

    state: str
    """As `matrix.standing` has it: one that could not be judged is unknown."""
    unread: int | None
    """How many of its files could not be read; None where it was not judged."""
    checks: Tally | None
    """How its checks came out, as far as that decides about shares; None where nobody knows."""


Day = Mapping[str, Held]
"""What the repositories of a day come to, by name."""


class Compared(NamedTuple):
    """Shares of an earlier day and of the day of the report, over the same repositories."""

    since: date
    before: Mapping[str, Rate]
    """By the names of the first screen."""
    now: Mapping[str, Rate]
    repositories: Rate
    """Those that they are over, of all that are in scope now."""

    def gained(self, name: str) -> Decimal | None:
        """Points by which a share rose; None where there was none on one of the days."""
        then, now = (side[name].percent if name in side else None for side in self[1:3])
        return None if then is None or now is None else now - then


def same(then: Day, now: Day) -> set[str]:
    """The repositories that were judged on both days, and of which as much could be read."""
    return {
        name
        for name in then.keys() & now.keys()
        if then[name].unread is not None and then[name].unread == now[name].unread
    }


def judged_on_both(then: Day, now: Day) -> Rate:
    """How many repositories were judged on both days, of those that are there now."""
    both = [name for name in then.keys() & now.keys() if then[name].unread is not None]
    known = sum(now[name].unread is not None for name in both)
    return rate("repositories", known, len(now))


def among(day: Day, names: Collection[str]) -> dict[str, Held]:
    """What some repositories come to on a day."""
    return {name: held for name, held in day.items() if name in names}


def shares(day: Day, teams: Mapping[str, str]) -> dict[str, AdoptionRow]:
    """The shares of a day, by the names of the first screen."""
    return {
        REPOSITORIES: share("repositories", (held.state for held in day.values())),
        TEAMS: of_teams(day, teams),
        CHECKS: of_checks(day),
    }


def of_teams(day: Day, teams: Mapping[str, str]) -> AdoptionRow:
    """The share of teams that comply, of repositories whose team is given."""
    held = team_standings((teams[name], one.state) for name, one in day.items())
    return share("teams", held.values(), "teams")


def of_checks(day: Day) -> AdoptionRow:
    """The share of checks that pass."""
    return all_checks(one.checks for one in day.values() if one.checks)


def of_services(day: Day, services: Iterable[ServiceState]) -> AdoptionRow:
    """The share of services that comply."""
    judged = {name: held.unread == 0 for name, held in day.items()}
    states = sorted((name, held.state) for name, held in day.items())
    return share("services", worst(states, services, judged))


def compared(
    since: date,
    then: Day,
    now: Day,
    teams: Mapping[str, str],
    services: Sequence[Iterable[ServiceState]] = (),
) -> Compared:
    """The shares of two days; `services` are those of both, where these are told as well.

    What is unknown on one of the days is left out of both, as far as repositories are counted, and
    so is a team of which something was: it would else leave a share and make it better or worse by
    that.
    """
    names = same(then, now)
    counted = {name for name in names if UNKNOWN not in (then[name].state, now[name].state)}
    unsure = {teams[name] for name in then.keys() & now.keys() if name not in counted}
    sides = []
    for place, day in enumerate((then, now)):
        known = among(day, counted)
        rows = shares(known, teams)
        rows[TEAMS] = of_teams(among(known, {n for n in known if teams[n] not in unsure}), teams)
        rows[CHECKS] = of_checks(among(day, names))
        if services:
            rows = {SERVICES: of_services(known, services[place]), **rows}
        sides.append({name: row.rate for name, row in rows.items()})
    over = rate("repositories", len(names), len(now))
    return Compared(since, sides[0], sides[1], over)
