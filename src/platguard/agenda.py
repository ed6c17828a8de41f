"""What time will change: the days, the events of each, the findings that they turn, and the words.

The agenda from a first day through a last one has, for each day after the first, the difference
between what scans of the day before and of the day say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from platguard import dates
from platguard.counting import counted
from platguard.model.report import Finding, Report
from platguard.model.standard import LEVELS
from platguard.records import dataclass

KINDS = {
    "announced": "is announced",
    "warns": "starts to warn",
    "enforced": "is enforced",
    "retired": "is retired",
    "ages": "changes by time alone",
    "covers": "starts to cover",
    "lapses": "stops covering",
    "ending": "enters its last days",
    "stands": "stands otherwise",
}
"""What can happen to a rule or, from `covers` on, to an exception, and how it is said."""

FURTHEST = timedelta(days=3660)
"""How far an agenda may look, about 10 years: every day of it is looked at."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A finding that another day sees otherwise."""

    before: Finding | None
    """As of the day before; None for one that appears."""
    after: Finding | None
    """As of the day; None for one that ends."""
    owner: str
    """Whom it concerns: of the exception, else the repository's team, else of the standard."""

    @property
    def finding(self) -> Finding:
        """The finding as it was seen last."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to one rule or one exception on one day."""

    day: date
    days_left: int
    """Days from the first day of the agenda."""
    kind: str
    """A key of KINDS."""
    rule: str
    """Id of the rule; empty for an exception."""
    revision: int | None
    """The revision of the rule that it happens to; None for the rule itself."""
    exception: str
    """Id of the exception; empty for a rule."""
    owner: str
    """Of the exception or the standard."""
    advice: str
    """What to do about it, and whom to ask."""
    turns: Sequence[Turn]
    """By owner, then in the order of findings."""

    @property
    def subject(self) -> str:
        """The name of what it happens to."""
        if self.revision is not None:
            return f"revision {self.revision} of {self.rule}"
        return self.rule or self.exception

    def by_owner(self) -> dict[str, list[Turn]]:
        """The turns of each owner."""
        found: dict[str, list[Turn]] = {}
        for turn in self.turns:
            found.setdefault(turn.owner, []).append(turn)
        return found


@dataclass(frozen=True, slots=True)
class Agenda:
    """The events of a repository from one day through another."""

    today: Report
    """The scan of the first day."""
    first: date
    """The day from which it looks; what happened on it is over."""
    last: date
    repository: str
    numbers: Mapping[str, int]
    """How many findings there will be on the last day, by NUMBERS."""
    events: Sequence[Event]
    """By day, then in the order of KINDS, then by subject."""


def headline(event: Event) -> str:
    """`docker-swarm is enforced on 2026-12-31, in 39 days: 1 finding turns from ...`."""
    return f"{summary(event)}, {when(event)}: {effects(event.turns)}"


def summary(event: Event) -> str:
    """`docker-swarm is enforced on 2026-12-31`."""
    return f"{what(event)} on {event.day}"


def what(event: Event) -> str:
    """`docker-swarm is enforced`."""
    return f"{event.subject} {KINDS[event.kind]}"


def when(event: Event) -> str:
    """`tomorrow`, `in 39 days`."""
    return "tomorrow" if event.days_left == 1 else f"in {dates.count_days(event.days_left)}"


def effects(turns: Sequence[Turn]) -> str:
    """`1 finding turns from warning to error; 2 findings end`."""
    counts = Counter(map(_ends, turns))
    told = [_effect(*ends, number) for ends, number in sorted(counts.items())]
    return "; ".join(told) or "nothing here would turn"


def change(turn: Turn) -> str:
    """What happens to one finding: `warning to error`, `new error`, `error ends`."""
    before, after = _ends(turn)
    if not before:
        return f"new {after}"
    return f"{before} to {after}" if after else f"{before} ends"


def message(turn: Turn) -> str:
    """What the finding says on the day; of one that ends, what it was about.

    A message may count days. The last one was worded for some day before, which differs with the
    other dates of the agenda.
    """
    if turn.after:
        return turn.after.message
    return f"about {', '.join(filter(None, (turn.finding.address, turn.finding.subject)))}"


def _effect(before: str, after: str, number: int) -> str:
    several = number > 1
    if not before:
        named = _named(after, number) if after in LEVELS else after
        return f"{counted(number, 'finding')} appear{'' if several else 's'} as {named}"
    if not after:
        ended = counted(number, before if before in LEVELS else f"{before} finding")
        return f"{ended} end{'' if several else 's'}"
    return f"{counted(number, 'finding')} turn{'' if several else 's'} from {before} to {after}"


def _named(level: str, number: int) -> str:
    """`an error`, `notes`."""
    if number > 1:
        return f"{level}s"
    return f"{'an' if level == 'error' else 'a'} {level}"


def _ends(turn: Turn) -> tuple[str, str]:
    """What the finding is called before and after; empty where there is none."""
    before, after = _name(turn.before), _name(turn.after)
    if before == after and turn.before and turn.after:
        return f"{before} ({turn.before.level})", f"{after} ({turn.after.level})"
    return before, after


def _name(finding: Finding | None) -> str:
    """What a finding does: its level, or why that does not count."""
    if finding is None:
        return ""
    return {"fail": finding.level, "pass": "soon failing"}.get(finding.outcome, finding.outcome)


NUMBERS = (*LEVELS, "soon")
"""What is counted: how much fails at each level, and how much passes and soon will not."""


def numbers(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are, by NUMBERS, counted as under a report."""
    counted_as = {"fail": "", "pass": "soon"}
    counts = Counter(counted_as[f.outcome] or f.level for f in findings if f.outcome in counted_as)
    return {name: counts[name] for name in NUMBERS}


def numbers_of(report: Report) -> dict[str, int]:
    """How many findings a report counts, by NUMBERS."""
    return {name: getattr(report.summary, name) for name in NUMBERS}


def summary_lines(agenda: Agenda) -> Iterator[str]:
    """What the agenda comes to, each a sentence."""
    turns = sum(len(event.turns) for event in agenda.events)
    days = counted(len({event.day for event in agenda.events}), "day")
    coverage = agenda.today.coverage
    files = counted(coverage.discovered, "file")
    yield f"Judged {coverage.judged} of {files}, as of {agenda.first}."
    if agenda.events:
        yield f"Through {agenda.last}: {days} with a date, {counted(turns, 'change')}."
    else:
        yield f"Through {agenda.last}: nothing has a date, and nothing turns."
    now = numbers_of(agenda.today)
    for day, counts in ((agenda.first, now), (agenda.last, agenda.numbers)):
        told = [counted(counts[level], level) for level in LEVELS]
        told += [f"{counts['soon']} soon to fail"] if counts["soon"] else []
        yield f"As of {day}: {', '.join(told)}."
