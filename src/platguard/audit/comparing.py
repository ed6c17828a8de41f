"""Shares of two days, each over the repositories and the rules that were judged on both.

A repository that is missing today, that joined since, or of which only somebody looked who looked
at no other, moves every share of the organisation without anything having become better or worse.
So does a rule that was announced meanwhile, or by which only one of the days was judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from platguard.audit.adoption import team_standings
from platguard.audit.matrix import (
    NOT_APPLICABLE,
    NOT_EVALUATED,
    UNKNOWN,
    doubted,
    share,
    worst_of,
)
from platguard.audit.numbers import all_checks, points, rate
from platguard.audit.services import worst
from platguard.model.audit import AdoptionRow, Rate, Tally
from platguard.model.states import ServiceState

REPOSITORIES, TEAMS = "Repositories that comply", "Teams that comply"
SERVICES, CHECKS = "Services that comply", "Checks that pass"
_STATE = attrgetter("state")


class Held(NamedTuple):
    """What a repository comes to on a day, over all rules."""

    state: str
    """As `matrix.standing` has it: one that could not be judged is unknown."""
    unread: int | None
    """How many of its files could not be read; None where it was not judged."""
    checks: Tally | None
    """How its checks came out, as far as that decides about shares; None where nobody knows."""
    steady: str = NOT_EVALUATED
    """Its state over the rules that were judged on all of the days that are looked at."""
    turning: tuple[tuple[str, str], ...] = ()
    """What each of the other rules comes to; not-evaluated where it was not judged."""


class Other(NamedTuple):
    """The rules that were judged on one of two days in any repository, and not on the other."""

    more: frozenset[str] = frozenset()
    """On the later one."""
    fewer: frozenset[str] = frozenset()
    """On the earlier one."""


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
    rules: Other = Other()
    """The rules that they are not over. Of what these came to in a repository nobody knows the
    checks: where there are any, there is no share of those."""

    exempt: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {})
    """What is exempt beside the shares, then and now."""
    teams: Sequence[str] = ()
    """Those that are left out, because a repository of theirs could not be judged in full on one of
    the days."""

    def gained(self, name: str) -> Decimal | None:
        """Points by which a share rose; None where there was none on one of the days."""
        is_told = name in self.before and name in self.now
        return points(self.before[name], self.now[name]) if is_told else None


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
        REPOSITORIES: share("repositories", map(_STATE, day.values())),
        TEAMS: of_teams(day, teams),
        CHECKS: of_checks(day),
    }


def of_teams(day: Day, teams: Mapping[str, str]) -> AdoptionRow:
    """The share of teams that comply, of repositories whose team is given."""
    held = team_standings(zip(map(teams.__getitem__, day), map(_STATE, day.values()), strict=True))
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
    that. A rule that was not judged on one of the days counts on neither.
    """
    names = same(then, now)
    apart = {name: found for name in names if any(found := _other(then[name], now[name]))}
    then, now = _without(then, apart), _without(now, apart)
    counted = {name for name in names if UNKNOWN not in (then[name].state, now[name].state)}
    unsure = {teams[name] for name in then.keys() & now.keys() if name not in counted}
    has_checks = not any(None in (then[name].checks, now[name].checks) for name in apart)
    sides = []
    for place, day in enumerate((then, now)):
        known = among(day, counted)
        rows = shares(known, teams)
        rows[TEAMS] = of_teams(among(known, {n for n in known if teams[n] not in unsure}), teams)
        rows[CHECKS] = of_checks(among(day, names) if has_checks else {})
        if services:
            told = (_service_without(one, apart) for one in services[place])
            rows = {SERVICES: of_services(known, told), **rows}
        sides.append(rows)
    shared = [{name: row.rate for name, row in rows.items()} for rows in sides]
    exempt = [{name: row.exempt for name, row in rows.items()} for rows in sides]
    over = rate("repositories", len(names), len(now))
    others = _all(apart.values())
    left_out = sorted(unsure - {""})
    return Compared(since, shared[0], shared[1], over, others, (exempt[0], exempt[1]), left_out)


def other_rules(then: Day, now: Day) -> Other:
    """The rules that were judged on one of the days and not on the other."""
    return _all({_other(then[name], now[name]) for name in same(then, now)})


def _all(found: Iterable[Other]) -> Other:
    sides = list(found)
    return Other(
        frozenset[str]().union(*(one.more for one in sides)),
        frozenset[str]().union(*(one.fewer for one in sides)),
    )


def _other(then: Held, now: Held) -> Other:
    return _others(then.turning, now.turning) if then.turning or now.turning else _NONE


_NONE = Other()


@lru_cache(maxsize=65_536)
def _others(then: tuple[tuple[str, str], ...], now: tuple[tuple[str, str], ...]) -> Other:
    """The rules that a repository was held to on one of the days; most have those of others."""
    rested = [{rule for rule, state in one if state == NOT_EVALUATED} for one in (then, now)]
    return Other(frozenset(rested[0] - rested[1]), frozenset(rested[1] - rested[0]))


def _without(day: Day, apart: Mapping[str, Other]) -> Day:
    """The day, with what some repositories come to over other rules than these."""
    if not apart:
        return day
    return {**day, **{name: _held_without(day[name], other) for name, other in apart.items()}}


@lru_cache(maxsize=65_536)
def _held_without(held: Held, other: Other) -> Held:
    left_out = other.more | other.fewer
    state = worst_of({held.steady, *(one for rule, one in held.turning if rule not in left_out)})
    had = {one for rule, one in held.turning if rule in left_out}
    return held._replace(
        state=doubted(state) if held.unread else state,
        checks=held.checks if had <= {NOT_APPLICABLE, NOT_EVALUATED} else None,
    )


def _service_without(service: ServiceState, apart: Mapping[str, Other]) -> ServiceState:
    other = apart.get(service.repository)
    if other is None:
        return service
    left_out = other.more | other.fewer
    cells = {rule: one for rule, one in service.cells.items() if rule not in left_out}
    return service._replace(cells=cells)
