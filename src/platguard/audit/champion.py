"""Which team improved most in a month.

An improvement is what commits mended, less what they brought. What an exception covers since, whose
rule is gone, or of which nobody can say any more whether it fails, is no merit of anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from platguard.audit.drift import BROUGHT, RESOLVED, Flow
from platguard.audit.numbers import percent
from platguard.model.audit import Champion


def champions(month: str, before: Mapping[str, int], flows: Iterable[Flow]) -> list[Champion]:
    """The team with the largest improvement; ties by its share of what failed before, and who is
    equal in both is named as well.

    `month` is YYYY-MM; `before` counts failing findings by team at the end of the month before, and
    `flows` are what came and went since. Nothing can be mended where nothing failed.
    """
    resolved, brought = Counter[str](), Counter[str]()
    for flow in flows:
        if flow.state == RESOLVED:
            resolved[flow.team] += flow.number
        elif flow.state in BROUGHT:
            brought[flow.team] += flow.number
    falls = {team: resolved[team] - brought[team] for team in before if team and before[team]}
    best = max(((fall, fall / before[team]) for team, fall in falls.items()), default=(0, 0.0))
    return [
        Champion(
            team=team,
            month=month,
            before=before[team],
            resolved=resolved[team],
            brought=brought[team],
            fall=percent(fall, before[team]),  # type: ignore[arg-type]
        )
        for team, fall in sorted(falls.items())
        if fall > 0 and (fall, fall / before[team]) == best
    ]
