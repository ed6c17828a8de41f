"""What past days tell of rules that were not judged on all of them.

A rule that is a draft on a day finds nothing on it, and neither does one that is retired: that is
nobody's doing. A backfill judges earlier days by later rules, and leaves those out that a scan has
judged by its own. So a day on which a rule was not judged ends nothing: what was so before it is so
until the rule was judged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from platguard.model.judging import Judging
from platguard.model.turn import Turn

Gaps = Mapping[date, date | None]
"""The first day of each time in which a rule was not judged, and the first one after it."""


class Judgings:
    """When each rule was judged by a day."""

    def __init__(self, found: Iterable[Judging] = ()) -> None:
        known = list(found)
        self._gaps: Mapping[str, Gaps] = {one.rule: dict(one.gaps) for one in known if one.gaps}
        self._begun = {one.rule: one.first for one in known if not one.is_first_of_all}

    def began(self, rule: str, day: date) -> bool:
        """Whether a rule was not judged before a day, on which somebody looked by others."""
        return rule in self._begun and day <= self._begun[rule]

    def after(self, rule: str, day: date) -> date:
        """The day itself; where the rule was not judged from it on, the one from which on it was
        again, if it was."""
        return self._gaps.get(rule, {}).get(day) or day

    def bridged(self, turns: Iterable[Turn]) -> Iterator[Turn]:
        """The turns, of which none ends because its rule was not judged. Those of rules that are
        not judged now are left out."""
        interrupted: dict[tuple[str, str], list[Turn]] = defaultdict(list)
        for one in turns:
            if one.rule in self._gaps:
                interrupted[one.repository, one.rule].append(one)
            else:
                yield one
        for (_, rule), some in interrupted.items():
            gaps = self._gaps[rule]
            if None not in gaps.values():
                yield from _bridged(sorted(some, key=lambda one: one.opened), gaps)


def _bridged(turns: Sequence[Turn], gaps: Gaps) -> Collection[Turn]:
    """Those of one rule in one repository, in order."""
    found: list[Turn] = []
    for one in turns:
        ended = one.closed and (gaps.get(one.closed) or one.closed)
        last = found[-1] if found else None
        if last and last.closed == one.opened and last.state == one.state:
            found[-1] = last._replace(closed=ended)
        else:
            found.append(one._replace(closed=ended))
    return found
