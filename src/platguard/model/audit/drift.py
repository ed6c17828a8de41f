"""What changed since a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from platguard.model.audit.shares import Rate
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class DriftRow:
    """What became of the failing findings of one rule, one team, or all."""

    name: str
    """Of the rule or the team; empty for all."""
    baseline: int
    """Failing findings on the first day, in repositories that were judged on both."""
    states: Mapping[str, int]
    """How many are new, regressed, resolved; and apart, because no commit caused them: returned,
    aged-in, rule-change, rule-gone, exempted, undecided, unseen. All but those that come are less.
    Apart from both, raised: how many count for more, having failed before their level rose."""
    change: int
    """new + regressed - resolved"""
    rate: Decimal | None
    """`change` in percent of `baseline`; None without a baseline."""
    half_life: int | None
    """Days after which half of the findings are resolved; None while more than half stay."""
    median_days: Decimal | None
    """To resolve those that were resolved; None where none was."""
    resolved_known: int
    """How many resolved findings with a known first day that median is of."""
    now: int
    """Failing findings on the last day, in the repositories that `baseline` is of: what there was,
    what came, less what went."""


@dataclass(frozen=True, slots=True)
class Champion:
    """A team with the best improvement of a month."""

    team: str
    month: str
    """As YYYY-MM."""
    before: int
    """Failing findings at the end of the month before."""
    resolved: int
    """How many of them commits mended since."""
    brought: int
    """How many commits brought since, new ones and such as were resolved before."""
    fall: Decimal
    """`resolved` less `brought`, in percent of `before`."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed since a day."""

    since: date
    total: DriftRow
    rules: Sequence[DriftRow]
    teams: Sequence[DriftRow]
    champions: Sequence[Champion]
    """More than one where they are equally good; empty where no team improved."""
    repositories: Rate | None = None
    """Those that were judged on both days, which all of this is about, of all in scope."""
