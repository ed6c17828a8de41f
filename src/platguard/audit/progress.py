"""Whether the organisation gets better, in a sentence that somebody can repeat.

One share says too little: teams may comply with nothing for years while ever more checks pass, and
one that rose over a year may fall since the summer. So all shares count, over a year and over three
months, and each is told with its denominators, then and now: these move as well, when repositories
come and go, and when rules find something to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from platguard import dates
from platguard.model.audit import Drift, Moved, Progress, Rate
from platguard.model.audit.progress import BETTER, MIXED, UNCHANGED, WORSE

_LONG = 4
"""Months that a longer time must have, to be told beside three months."""


def progress(
    as_of: date,
    now: Mapping[str, Rate],
    quarter: tuple[date, Mapping[str, Rate]] | None,
    year: tuple[date, Mapping[str, Rate]] | None,
    drift: Drift | None,
) -> list[Progress]:
    """The longer time first. `quarter` and `year` are the same shares on an earlier day, where
    somebody looked by then; `drift` tells what commits brought since its day."""
    found = []
    if year and year[0] < dates.add_months(as_of, -_LONG):
        found.append(_since(*year, now, None))
    if quarter:
        is_same = drift is not None and drift.since == quarter[0]
        found.append(_since(*quarter, now, drift if is_same else None))
    return [one for one in found if one]


def _since(
    since: date, before: Mapping[str, Rate], now: Mapping[str, Rate], drift: Drift | None
) -> Progress | None:
    shares = [
        Moved(name, before[name], rate)
        for name, rate in now.items()
        if name in before and before[name].percent is not None and rate.percent is not None
    ]
    if not shares:
        return None
    told = "; ".join(_told(one) for one in shares)
    if drift:
        told += f"; {_commits(drift)}"
    return Progress(since, _verdict(shares), shares, f"{told}.")


def _verdict(shares: Sequence[Moved]) -> str:
    points = [(one.now.percent or 0) - (one.before.percent or 0) for one in shares]
    rose, fell = any(one > 0 for one in points), any(one < 0 for one in points)
    if rose and fell:
        return MIXED
    return BETTER if rose else WORSE if fell else UNCHANGED


def _told(one: Moved) -> str:
    name = one.name[0].lower() + one.name[1:]
    if one.before.percent == one.now.percent:
        return f"{name} stay at {_share(one.now)}"
    return f"{name} from {_share(one.before)} to {_share(one.now)}"


def _share(rate: Rate) -> str:
    return f"{rate.percent}% ({rate.part:,} of {rate.whole:,})"


def _commits(drift: Drift) -> str:
    """What commits brought and mended, of what failed at first."""
    states = drift.total.states
    came = states["new"] + states["regressed"]
    failed = f"{drift.total.baseline:,} failing findings"
    told = f"commits resolved {states['resolved']:,} and brought {came:,}, beside {failed} then"
    others = sum(states[one] for one in ("returned", "aged-in", "rule-change"))
    if others:
        told += f", and {others:,} came without a commit"
    return told
