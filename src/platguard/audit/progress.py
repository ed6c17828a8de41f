"""Whether the organisation gets better, in a sentence that somebody can repeat.

One share says too little: teams may comply with nothing for years while ever more checks pass, and
one that rose over a year may fall since the summer. So all shares count, over a year and over three
months, over the repositories that were judged on both days, and each is told with its denominators,
then and now: these move as well, when rules find something to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard import dates
from platguard.audit.comparing import Compared
from platguard.model.audit import Drift, Moved, OrganisationReport, Progress, Rate
from platguard.model.audit.progress import BETTER, MIXED, UNCHANGED, WORSE

_LONG = 4
"""Months that a longer time must have, to be told beside three months."""


def progress(
    as_of: date, quarter: Compared | None, year: Compared | None, drift: Drift | None
) -> list[Progress]:
    """The longer time first. `quarter` and `year` are where somebody looked by then; `drift` tells
    what commits brought since its day.

    A history of less than three months is told from its first month on, once that is a month ago.
    """
    least = _LONG if quarter else 1
    earlier = [quarter] if quarter else []
    if year and year.since < dates.add_months(as_of, -least):
        earlier.insert(0, year)
    found = []
    for one in earlier:
        is_same = drift is not None and drift.since == one.since
        found.append(_since(one, drift if is_same else None))
    return [one for one in found if one]


def _since(compared: Compared, drift: Drift | None) -> Progress | None:
    before, now = compared.before, compared.now
    shares = [
        Moved(name, before[name], rate)
        for name, rate in now.items()
        if name in before and before[name].percent is not None and rate.percent is not None
    ]
    if not shares:
        return None
    told = "; ".join(_told(one) for one in shares)
    if over := limited(compared.repositories):
        told += f"; that is over {over}"
    if drift:
        told += f"; {_commits(drift)}"
    return Progress(compared.since, _verdict(shares), shares, f"{told}.")


def limited(repositories: Rate) -> str:
    """Which repositories shares are over, where these are not all; else empty."""
    if repositories.part == repositories.whole:
        return ""
    return f"the {repositories.part:,} of {repositories.whole:,} repositories judged on both days"


def over(report: OrganisationReport) -> list[str]:
    """What the changes of the first screen are about, where that is not all."""
    lengths = {1: "a month", 3: "a quarter"}
    return [
        f"Points in {lengths[one.months]} are over {limited(one.repositories)}, {one.day} and"
        f" {report.as_of}."
        for one in report.compared
        if limited(one.repositories)
    ]


def begun(report: OrganisationReport) -> str:
    """Where drift does not begin as it was asked, or is not about all: `; nobody looked before`."""
    told = f"; nobody looked as early as {report.since_asked}" if report.since_asked else ""
    over = report.drift and report.drift.repositories and limited(report.drift.repositories)
    return f"{told}; of {over}" if over else told


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
