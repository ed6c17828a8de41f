"""Which team improved most in a month."""

from __future__ import annotations

from collections.abc import Mapping

from platguard.audit.numbers import percent
from platguard.model.audit import Champion


def champions(month: str, before: Mapping[str, int], after: Mapping[str, int]) -> list[Champion]:
    """The team with the largest fall of failing findings; ties by the rate of the fall, and who is
    equal in both is named as well.

    `month` is YYYY-MM; `before` and `after` count failing findings by team at the ends of the month
    before and of this one. A team that was not there before, or is gone, takes no part.
    """
    falls = {
        team: before[team] - after[team]
        for team in before.keys() & after.keys()
        if team and after[team] < before[team]
    }
    if not falls:
        return []
    best = max((fall, fall / before[team]) for team, fall in falls.items())
    return [
        Champion(team, month, before[team], after[team], percent(fall, before[team]) or 0)  # type: ignore[arg-type]
        for team, fall in sorted(falls.items())
        if (fall, fall / before[team]) == best
    ]
