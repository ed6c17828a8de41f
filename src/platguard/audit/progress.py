"""Whether the organisation gets better, in a sentence that somebody can repeat.

One share says too little: teams may comply with nothing for years while ever more checks pass, and
one that rose over a year may fall since the summer. So all shares count, over a year and over three
months, over the repositories and rules that were judged on both days, and each is told with its
denominators, then and now: these move as well, when rules find something to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from platguard import dates
from platguard.audit.comparing import Compared
from platguard.audit.numbers import points, rate
from platguard.counting import counted
from platguard.model.audit import ComparedDay, Drift, Moved, OrganisationReport, Progress, Rate
from platguard.model.audit.progress import BETTER, MIXED, UNCHANGED, WORSE

_LONG = 4
"""Months that a longer time must have, to be told beside three months."""
_NAMED = 3
"""Rules and teams that are named in a sentence."""
_GONE = {
    "exempted": "exempted",
    "rule-gone": "by a change of rules",
    "undecided": "not decidable",
    "unseen": "not readable",
}
"""What makes failing findings fewer without anything being mended, in words."""


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
        Moved(name, before[name], rate, *(side.get(name, 0) for side in compared.exempt))
        for name, rate in now.items()
        if name in before and before[name].percent is not None and rate.percent is not None
    ]
    if not shares:
        return None
    told = "; ".join(_told(one) for one in shares)
    if over := limited(compared.repositories):
        told += f"; that is over {over}"
    told += _without(compared.teams)
    if number := len(compared.rules.more | compared.rules.fewer):
        told += f"; {counted(number, 'rule')} judged on one of the days only"
        told += f" {'do' if number > 1 else 'does'} not count"
    if drift:
        told += f"; {_commits(drift)}"
    return Progress(compared.since, _verdict(shares), shares, f"{told}.")


def limited(repositories: Rate, how: str = "judged to the same extent on both days") -> str:
    """Which repositories shares are over, where these are not all; else empty."""
    if repositories.part == repositories.whole:
        return ""
    return f"the {repositories.part:,} of {repositories.whole:,} repositories {how}"


def over(report: OrganisationReport) -> list[str]:
    """What the changes of the first screen are about, where that is not all."""
    lengths = {1: "a month", 3: "a quarter"}
    return [
        f"Points in {lengths[one.months]} ({one.day} to {report.as_of}) are over"
        f" {' and '.join(parts) or 'all repositories'}{_without(one.teams)}."
        for one in report.compared
        if (parts := [*filter(None, (limited(one.repositories), _rules(one)))]) or one.teams
    ] + _turned(report)


def _rules(one: ComparedDay) -> str:
    """Which rules shares are over, where some were judged on one of the days only."""
    if not one.more and not one.fewer:
        return ""
    sides = [
        f"{_named(rules)} only {when}"
        for rules, when in ((one.more, "now"), (one.fewer, "then"))
        if rules
    ]
    return f"the rules judged on both days ({', '.join(sides)})"


def _without(teams: Sequence[str]) -> str:
    """Which teams the share of teams is not over."""
    if not teams:
        return ""
    those = "team" if len(teams) == 1 else "teams"
    return f"; without {those} {_named(teams)}, not judged in full on both days"


def _turned(report: OrganisationReport) -> list[str]:
    """Since when the months of the trend are about other rules; nothing where none are."""
    return [
        f"From {one.day} on judged by other standards than the month before:"
        f" {counted(len(one.more), 'rule')} more, {len(one.fewer)} fewer"
        f" ({_named([*one.more, *one.fewer])})."
        for one in report.other_rules
    ]


def _named(rules: Sequence[str]) -> str:
    """Some of them by id, and how many more there are."""
    told = ", ".join(rules[:_NAMED])
    return told if len(rules) <= _NAMED else f"{told} and {len(rules) - _NAMED:,} more"


def begun(report: OrganisationReport) -> str:
    """Where drift does not begin as it was asked, or is not about all: `; nobody looked before`."""
    told = f"; nobody looked as early as {report.since_asked}" if report.since_asked else ""
    over = report.drift and report.drift.repositories
    found = limited(over, "judged on both days") if over else ""
    return f"{told}; of {found}" if found else told


def untold(report: OrganisationReport) -> str:
    """Why no points of a rate are told."""
    if not report.compared:
        return "no earlier day to compare with"
    return "nothing of it was judged in full, by the same rules, on an earlier day and now"


def _verdict(shares: Sequence[Moved]) -> str:
    gained = [_mended(one) for one in shares]
    rose, fell = any(one > 0 for one in gained), any(one < 0 for one in gained)
    if rose and fell:
        return MIXED
    return BETTER if rose else WORSE if fell else UNCHANGED


def _mended(one: Moved) -> Decimal:
    """The points that a share gained, if what is exempt had not been excepted: an exception takes
    failures out of a share and mends none."""
    sides = ((one.before, one.exempt_before), (one.now, one.exempt_now))
    then, now = (rate(share.counts, share.part, share.whole + exempt) for share, exempt in sides)
    return points(then, now) or Decimal(0)


def _told(one: Moved) -> str:
    name = one.name[0].lower() + one.name[1:]
    told = f"{name} from {_share(one.before)} to {_share(one.now)}"
    if one.before.percent == one.now.percent:
        told = f"{name} stay at {_share(one.now)}"
    if change := one.exempt_now - one.exempt_before:
        told += f", with {abs(change):,} {'more' if change > 0 else 'fewer'} exempt"
    return told


def _share(rate: Rate) -> str:
    return f"{rate.percent}% ({rate.part:,} of {rate.whole:,})"


def _commits(drift: Drift) -> str:
    """What commits brought and mended, of what failed at first."""
    states = drift.total.states
    came = states["new"] + states["regressed"]
    failed = counted(drift.total.baseline, "failing finding")
    told = f"commits resolved {states['resolved']:,} and brought {came:,}, beside {failed} then"
    others = sum(states[one] for one in ("returned", "aged-in", "rule-change"))
    if others:
        told += f", and {others:,} came without a commit"
    gone = [f"{states[one]:,} {what}" for one, what in _GONE.items() if states[one] > 0]
    if gone:
        told += f"; failing no more without being mended: {', '.join(gone)}"
    return told
