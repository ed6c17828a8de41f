"""When each part of the organisation will be done: with all rules, with a standard, with what ends.

The organisation, a team, a segment and a wave are told by one arithmetic: how much was left at the
end of each month, the straight line through that, and the day on which it reaches zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from platguard.audit import notices
from platguard.audit.burndown import per_month, zero_on
from platguard.audit.ending import Used
from platguard.audit.notices import Thing
from platguard.audit.parts import Part, Parts
from platguard.audit.turns import Turns
from platguard.audit.undone import Of, Undone
from platguard.audit.uses import places
from platguard.counting import counted
from platguard.model.audit import Matrix, RegisterRow, UsageDay
from platguard.model.audit.pace import ENDING, RULES, STANDARD, Pace
from platguard.model.policy_exception import IN_FORCE
from platguard.records import dataclass

_RULE = Thing("rules", "The time for these rules", "failing rule", "fail", "fails", "nothing fails")


def of_rules(
    table: Matrix,
    turns: Turns,
    parts: Parts,
    days: Sequence[date],
    exceptions: Sequence[RegisterRow],
    finish_by: date | None,
) -> list[Pace]:
    """All rules in every part, then each standard in those parts that had something to do.

    `days` are the ends of months and the day of the report, oldest first; `finish_by` is when all
    is to be done, if anybody said so.
    """
    standard_of = {row.rule: row.standard for row in table.rules}
    names_of = {rule: ("", name) for rule, name in standard_of.items()}
    sums = Undone(turns, parts, names_of, days)
    until = _until(exceptions, parts, names_of)
    found = []
    for name in ("", *sorted({*standard_of.values()})):
        for part in parts.all:
            series = sums.series(part, name)
            if name and not any(series):
                continue
            left, exempt, where = sums.now(part, name)
            course = _Course([*zip(days, series, strict=True)], left, exempt, where)
            pace = course.pace(
                part,
                subject=STANDARD if name else RULES,
                what=name,
                unknown=sums.unknown[part, name],
                state=course.state(finish_by),
                told=course.told(_RULE, until.get((part, name)), finish_by),
            )
            found.append(_doubted(pace, parts))
    return found


def of_endings(
    used: Iterable[Used], parts: Parts, exceptions: Sequence[RegisterRow]
) -> Iterator[Pace]:
    """What ends, in every part that uses it or did; the organisation first."""
    used = list(used)
    until = _until(exceptions, parts, {one.note.id: (one.note.id,) for one in used})
    for one in used:
        days = one.days
        counts = [parts.summed(places(one.on(day)).by_repository()) for day in days]
        today = one.on(days[-1])
        there = places(today).by_repository()
        excepted = parts.summed(there)
        open_ones = places(use for use in today if not use.exempt)
        excepted.subtract(parts.summed(open_ones.by_repository()))
        where = parts.summed(dict.fromkeys(there, 1))
        what = one.what
        for part in parts.all:
            series = [count[part] for count in counts]
            if any(series):
                course = _Course(
                    [*zip(days, series, strict=True)], series[-1], excepted[part], where[part]
                )
                ends = one.note.enforced_from
                pace = course.pace(
                    part,
                    subject=ENDING,
                    what=what.name,
                    rule=one.note.id,
                    state=course.state(ends),
                    told=course.told(what, until.get((part, one.note.id)), ends),
                )
                yield _doubted(pace, parts)


def _doubted(pace: Pace, parts: Parts) -> Pace:
    """The pace with what could not be looked at: of nothing that anybody saw, nothing follows."""
    part = (pace.part, pace.name)
    if not parts.unjudged[part]:
        return pace
    if not parts.judged[part]:
        return replace(
            pace, state="unknown", told="Not known: none of its repositories could be judged."
        )
    number = counted(parts.unjudged[part], "repository", "repositories")
    state = "unknown" if pace.state == "done" else pace.state
    return replace(pace, state=state, told=f"{pace.told} {number} could not be judged.")


def _until(
    exceptions: Iterable[RegisterRow], parts: Parts, names_of: Mapping[str, Sequence[str]]
) -> dict[Of, date]:
    """The last day of the last exception that covers something in a part, by what its rules belong
    to."""
    found: dict[Of, date] = {}
    for one in exceptions:
        if one.state not in IN_FORCE or one.sunset is None:
            continue
        within = {part for repository in one.covered for part in parts.of(repository)}
        names = {name for rule in one.rules for name in names_of.get(rule, ())}
        for of in ((part, name) for part in within for name in names):
            found[of] = max(one.sunset, found.get(of, one.sunset))
    return found


@dataclass(frozen=True, slots=True)
class _Course:
    """How much of something a part has left, day by day."""

    points: Sequence[tuple[date, int]]
    left: int
    exempt: int
    repositories: int

    def told(self, what: Thing, until: date | None, ends: date | None) -> str:
        """When nothing is left, or why nobody can say."""
        day = self.points[-1][0]
        zero = zero_on(self.points)
        if not self.left and zero and len(self.points) > 1:
            earlier = zero > self.points[0][0]
            return f"Nothing is left, since {zero}{'' if earlier else ' or earlier'}."
        return notices.outlook(
            what,
            UsageDay(day, self.left, self.repositories),
            (self.exempt, until if self.exempt else None),
            ends,
            zero,
            is_seen_once=len(self.points) < 2,
        )

    def state(self, ends: date | None) -> str:
        """The same in a word."""
        day, zero = self.points[-1][0], zero_on(self.points)
        if self.left <= self.exempt:
            return "exempt" if self.left else "done"
        if ends and ends <= day:
            return "over"
        if len(self.points) < 2:
            return "too early"
        if zero is None:
            return "not falling"
        if ends is None:
            return "falling"
        return "in time" if zero < ends else "late"

    def pace(
        self,
        part: Part,
        *,
        subject: str,
        what: str,
        state: str,
        told: str,
        rule: str = "",
        unknown: int | None = None,
    ) -> Pace:
        """The course with what it is of."""
        first = self.points[0] if len(self.points) > 1 else None
        return Pace(
            *part,
            subject=subject,
            what=what,
            rule=rule,
            left=self.left,
            repositories=self.repositories,
            exempt=self.exempt,
            unknown=unknown,
            first_on=first[0] if first else None,
            first=first[1] if first else None,
            days=len(self.points),
            per_month=per_month(self.points),
            zero_on=zero_on(self.points),
            state=state,
            told=told,
        )
