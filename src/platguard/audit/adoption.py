"""How far standards and capabilities are adopted, each share with its own denominator.

A repository has adopted a standard when none of its rules fails there and one passes. A team has
when all of its repositories have that the standard is about; the engineers of a team go with it. A
project is new when its repository began on or after a day; where nobody knows, it is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from platguard.audit.matrix import (
    EXEMPT,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    share,
    standing,
)
from platguard.audit.numbers import rate
from platguard.audit.sprawl import USED, ToolUse
from platguard.model.audit import AdoptionRow, MatrixRow, StandardAdoption

_WORST = (FAIL, UNKNOWN, EXEMPT, PASS)


def adoption(
    standard: str,
    rules: Sequence[str],
    rows: Sequence[MatrixRow],
    *,
    created: Mapping[str, date],
    new_since: date,
    engineers: Mapping[str, int],
) -> StandardAdoption:
    """The adoption of the rules of a standard.

    `created` are the days on which repositories began, by name, where that is known; `engineers`
    how many each team has.
    """
    found = {row.repository: standing(row, rules) for row in rows}
    new = [_if_new(found[row.repository], created.get(row.repository), new_since) for row in rows]
    teams = team_standings((row.team, found[row.repository]) for row in rows)
    return StandardAdoption(
        standard=standard,
        denominators=[
            share("teams", teams.values(), "teams"),
            share(f"new projects since {new_since}", new, "new projects"),
            of_engineers(teams, engineers),
        ],
        repositories=share("repositories", found.values()),
        by_team=_grouped(rows, found, lambda row: row.team),
        by_segment=_grouped(rows, found, lambda row: row.segment),
        by_wave=_grouped([row for row in rows if row.wave], found, lambda row: row.wave),
    )


def _if_new(state: str, created: date | None, new_since: date) -> str:
    """What a repository comes to as a new project: one of unknown age may or may not be one."""
    if created is None:
        return UNKNOWN
    return state if created >= new_since else NOT_APPLICABLE


def team_standings(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each team comes to from those of its repositories: the worst of them decides.

    Repositories without a team are nobody's, and those that the rules are not about do not count.
    """
    by_team: dict[str, set[str]] = defaultdict(set)
    # There are thousands of repositories, and few teams and states.
    for team, state in {*found}:
        if team:
            by_team[team].add(state)
    return {
        team: next((state for state in _WORST if state in by_team[team]), NOT_APPLICABLE)
        for team in sorted(by_team)
    }


def of_engineers(teams: Mapping[str, str], engineers: Mapping[str, int]) -> AdoptionRow:
    """Engineers in teams that adopted it, of all engineers in teams that did or did not."""
    counts = dict.fromkeys(_WORST, 0)
    for team, state in teams.items():
        if state in counts:
            counts[state] += engineers.get(team, 0)
    whole = counts[PASS] + counts[FAIL]
    told = rate("engineers", counts[PASS], whole)
    return AdoptionRow("engineers", told, counts[EXEMPT], counts[UNKNOWN])


def by_capability(
    uses: Iterable[ToolUse], capabilities: Mapping[str, Collection[str]], unjudged: int = 0
) -> list[AdoptionRow]:
    """By category, repositories that use only what the standard names, of those that use anything;
    one with an exception for the rest is exempt. Of the `unjudged` nobody knows what they use."""
    found: dict[str, dict[str, list[ToolUse]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.strength == USED and capabilities.get(use.category):
            found[use.category][use.repository].append(use)
    return [
        share(
            "repositories",
            [
                *(_capability(own, capabilities[category]) for own in found[category].values()),
                *[UNKNOWN] * unjudged,
            ],
            category,
        )
        for category in sorted(name for name, given in capabilities.items() if given)
    ]


def _capability(uses: Sequence[ToolUse], standard: Collection[str]) -> str:
    others = [use for use in uses if use.product not in standard]
    if not others:
        return PASS
    return EXEMPT if all(use.excepted for use in others) else FAIL


def _grouped(
    rows: Iterable[MatrixRow], found: Mapping[str, str], name: Callable[[MatrixRow], str]
) -> list[AdoptionRow]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[name(row)].append(found[row.repository])
    return [share("repositories", groups[group], group) for group in sorted(groups)]
