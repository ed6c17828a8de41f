"""The rates of the first screen, and where each comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from platguard.audit.comparing import (
    CHECKS,
    REPOSITORIES,
    SERVICES,
    TEAMS,
    Compared,
    Day,
    of_checks,
)
from platguard.audit.matrix import FAIL, PASS, repositories_of, share, standing
from platguard.audit.numbers import rate
from platguard.audit.wanted import SERVICE, Wanted
from platguard.model.audit import AdoptionRow, Headline, Matrix, Rate


def headlines(
    wanted: Wanted,
    table: Matrix,
    shown: Matrix,
    of_teams: AdoptionRow,
    held: Day,
    compared: Mapping[int, Compared],
) -> list[Headline]:
    """Rates and where they come from: no bare total. `table` is the matrix of repositories, `shown`
    the one that is asked for, `held` what each repository comes to, and `compared` what became of
    the shares in so many months."""
    rules = [row.rule for row in table.rules]
    now = {REPOSITORIES: repositories_of(table.rows, rules), TEAMS: of_teams}
    if wanted.by == SERVICE:
        now = {SERVICES: share("services", (standing(row, rules) for row in shown.rows)), **now}
    now[CHECKS] = of_checks(held)
    members = {
        REPOSITORIES: len(table.rows),
        SERVICES: len(shown.rows),
        TEAMS: len({row.team for row in table.rows} - {""}),
    }
    return [
        Headline(
            name,
            row.rate,
            row.exempt,
            row.unknown,
            _gained(compared, 1, name),
            _gained(compared, 3, name),
            apart=max(0, members.get(name, 0) - row.rate.whole - row.exempt - row.unknown),
        )
        for name, row in now.items()
    ]


def enforced(held: Day, above_notes: Collection[str]) -> Rate:
    """The repositories in which nothing fails but notes: what is announced and not enforced yet, or
    stands where the configuration asks for less, such as in tests."""
    states = {name: one.state for name, one in held.items() if one.state in (PASS, FAIL)}
    part = sum(state == PASS or name not in above_notes for name, state in states.items())
    return rate("repositories", part, len(states))


def _gained(compared: Mapping[int, Compared], months: int, name: str) -> Decimal | None:
    return compared[months].gained(name) if months in compared else None
