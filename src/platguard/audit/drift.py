"""How fast findings come and go.

The half-life is the product-limit estimate of Kaplan and Meier ("Nonparametric estimation from
incomplete observations", 1958): findings that are still open count for the days that they have
been open, so that old debt which nobody touches does not vanish from the number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from platguard.audit.numbers import median, percent, rounded
from platguard.model.audit import DriftRow
from platguard.model.movement import Lifetime, Pair, Standing

RESOLVED = "resolved"
BROUGHT = ("new", "regressed")
CAUSED = (*BROUGHT, RESOLVED)
"""States of drift that somebody's commit caused."""
UNCAUSED = (
    "returned", "aged-in", "rule-change", "rule-gone", "exempted", "undecided", "unseen",
)  # fmt: skip
"""States that no commit caused, always shown apart: an exception ended, time passed, a rule or a
table changed, so that more fails or less; an exception came, a value cannot be told any more, a
file cannot be read any more, less those that can again."""
RAISED = "raised"
"""What counts for more than it did, because its rule is warned of or enforced by now, or its level
was set higher: it failed before its level rose, and no number changes."""
STATES = (*CAUSED, *UNCAUSED, RAISED)
CAME = ("new", "regressed", "returned", "aged-in", "rule-change")
WENT = ("resolved", "rule-gone", "exempted", "undecided", "unseen")
"""What failed at first, and what of CAME, less what of WENT, is what fails in the end."""


class Flow(NamedTuple):
    """How many failing findings of a rule came to one state in the repositories of a team."""

    team: str
    rule: str
    state: str
    """One of STATES; anything else, such as moved or reworded, changes no number."""
    number: int


class Movement(NamedTuple):
    """How findings failed, came, went and lasted from one day to another."""

    failing: Mapping[date, Sequence[Standing]]
    pairs: Mapping[date, Pair]
    """Each of these days against the last."""
    flows: Mapping[date, Sequence[Flow]]
    """After each of these days, in repositories that were judged on it and on the last."""
    of_rules: Sequence[Lifetime]
    """Findings that were open at some time in between and whose first day somebody saw."""
    of_teams: Sequence[Lifetime]


def total(pair: Pair, flows: Iterable[Flow], lifetimes: Iterable[Lifetime]) -> DriftRow:
    """All of it as one row; lifetimes by whatever they are."""
    rows = by(lambda one: "", pair, flows, [life._replace(of="") for life in lifetimes])
    return rows[0] if rows else _row("", (0, 0), Counter(), [])


def by(
    name: Callable[[Standing | Flow], str],
    pair: Pair,
    flows: Iterable[Flow],
    lifetimes: Iterable[Lifetime],
) -> list[DriftRow]:
    """A row for each name, sorted."""
    counts: dict[str, int] = Counter()
    left: dict[str, int] = Counter()
    states: dict[str, Counter[str]] = defaultdict(Counter)
    lives: dict[str, list[Lifetime]] = defaultdict(list)
    for standing in pair.then:
        counts[name(standing)] += standing.number
    for standing in pair.now:
        left[name(standing)] += standing.number
    for flow in flows:
        states[name(flow)][flow.state] += flow.number
    for life in lifetimes:
        lives[life.of].append(life)
    names = sorted(counts.keys() | left.keys() | states.keys() | lives.keys())
    return [
        _row(one, (counts.get(one, 0), left.get(one, 0)), states[one], lives[one]) for one in names
    ]


def by_rule(pair: Pair, flows: Iterable[Flow], lifetimes: Iterable[Lifetime]) -> list[DriftRow]:
    """A row for each rule, with its lifetimes."""
    return by(lambda one: one.rule, pair, flows, lifetimes)


def by_team(pair: Pair, flows: Iterable[Flow], lifetimes: Iterable[Lifetime]) -> list[DriftRow]:
    """A row for each team, with its lifetimes; what belongs to nobody has an empty name."""
    return by(lambda one: one.team, pair, flows, lifetimes)


def half_life(lifetimes: Iterable[Lifetime]) -> int | None:
    """Days after which at most half of the findings stay; None while more do."""
    ended: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for life in lifetimes:
        (ended if life.resolved else left)[life.days] += life.number
    at_risk = sum(ended.values()) + sum(left.values())
    staying = Fraction(1)
    for days in sorted(ended.keys() | left.keys()):
        if ended[days]:
            staying *= Fraction(at_risk - ended[days], at_risk)
            if staying <= Fraction(1, 2):
                return days
        at_risk -= ended[days] + left[days]
    return None


def median_days(lifetimes: Iterable[Lifetime]) -> Decimal | None:
    """Days to resolve those that were resolved: the middle, with one decimal."""
    found: Counter[int] = Counter()
    for life in lifetimes:
        if life.resolved:
            found[life.days] += life.number
    number = sum(found.values())
    if not number:
        return None
    lower, upper = _nth(found, (number - 1) // 2), _nth(found, number // 2)
    middle = median([lower, upper])
    assert middle is not None
    return rounded(middle)


def _nth(counts: Mapping[int, int], index: int) -> int:
    """The value at a place of all values in order."""
    for value in sorted(counts):
        index -= counts[value]
        if index < 0:
            return value
    raise IndexError(index)


def _row(
    name: str, failing: tuple[int, int], states: Counter[str], lives: list[Lifetime]
) -> DriftRow:
    baseline, now = failing
    change = sum(states[one] for one in BROUGHT) - states[RESOLVED]
    return DriftRow(
        name=name,
        baseline=baseline,
        states={state: states[state] for state in STATES},
        change=change,
        rate=percent(change, baseline),
        half_life=half_life(lives),
        median_days=median_days(lives),
        resolved_known=sum(life.number for life in lives if life.resolved),
        now=now,
    )
