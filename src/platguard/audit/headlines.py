"""The rates of the first screen, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from platguard import dates
from platguard.audit.adoption import team_standings
from platguard.audit.matrix import repositories_of, share, standing
from platguard.audit.numbers import all_checks
from platguard.audit.questions import Questions
from platguard.audit.services import worst
from platguard.audit.wanted import SERVICE, Wanted
from platguard.model.audit import AdoptionRow, Headline, Matrix, Rate
from platguard.model.organisation import WITH_FINDINGS

_REPOSITORIES, _TEAMS = "Repositories that comply", "Teams that comply"
_SERVICES = "Services that comply"
_CHECKS = "Checks that pass"
_LATE = timedelta(days=31)
"""How long before a day somebody must have looked, so that a change is against that day."""


class Headlines(NamedTuple):
    """The rates of the first screen."""

    rows: Sequence[Headline]
    quarter: tuple[date, Mapping[str, Rate]] | None
    """The same shares three months before by their names, and their day; None where nobody looked
    then."""


def headlines(
    questions: Questions,
    wanted: Wanted,
    table: Matrix,
    shown: Matrix,
    teams: Mapping[str, str],
    of_teams: AdoptionRow,
) -> Headlines:
    """Rates and where they come from: no bare total. `table` is the matrix of repositories, `shown`
    the one that is asked for."""
    rules = [row.rule for row in table.rules]
    earlier = [_looked(questions, dates.add_months(wanted.as_of, -months)) for months in (1, 3)]
    then = [_then(questions, day, wanted, teams) if day else {} for day in earlier]
    now = {_REPOSITORIES: repositories_of(table.rows, rules), _TEAMS: of_teams}
    if wanted.by == SERVICE:
        held = (standing(row, rules) for row in shown.rows)
        now = {_SERVICES: share("services", held), **now}
    if not wanted.scope:
        now[_CHECKS] = all_checks(row.tally for row in table.rules if row.tally)
    members = {
        _REPOSITORIES: len(table.rows),
        _SERVICES: len(shown.rows),
        _TEAMS: len({row.team for row in table.rows} - {""}),
    }
    rows = [
        Headline(
            name,
            row.rate,
            row.exempt,
            row.unknown,
            _gained(row, then[0].get(name)),
            _gained(row, then[1].get(name)),
            apart=max(0, members.get(name, 0) - row.rate.whole - row.exempt - row.unknown),
        )
        for name, row in now.items()
    ]
    before = {name: row.rate for name, row in then[1].items()}
    return Headlines(rows, (earlier[1], before) if earlier[1] else None)


def by_name(teams: AdoptionRow, repositories: AdoptionRow, checks: AdoptionRow) -> dict[str, Rate]:
    """The shares of another day, called as those of the first screen."""
    return {_REPOSITORIES: repositories.rate, _TEAMS: teams.rate, _CHECKS: checks.rate}


def _looked(questions: Questions, day: date) -> date | None:
    """The last day by then on which anybody looked, if that is not long before."""
    found = questions.days(day - _LATE, day)
    return found[-1] if found else None


def _then(
    questions: Questions, day: date, wanted: Wanted, teams: Mapping[str, str]
) -> dict[str, AdoptionRow]:
    """The same rows on an earlier day, over the same repositories as far as they were there."""
    held = [(name, state) for _, name, state in questions.worst([day]) if name in teams]
    standings = team_standings((teams[name], state) for name, state in held)
    found = {
        _REPOSITORIES: share("repositories", (state for _, state in held)),
        _TEAMS: share("teams", standings.values()),
    }
    if wanted.by == SERVICE:
        judged = {
            one.placement.name: one.status in WITH_FINDINGS and not one.failed
            for one in questions.states(day)
        }
        found[_SERVICES] = share("services", worst(held, questions.services(day), judged))
    if not wanted.scope:
        found[_CHECKS] = all_checks(questions.tallies(day).values())
    return found


def _gained(now: AdoptionRow, before: AdoptionRow | None) -> Decimal | None:
    if before is None or before.rate.percent is None or now.rate.percent is None:
        return None
    return now.rate.percent - before.rate.percent
