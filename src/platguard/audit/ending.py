"""The use of everything that is to be replaced, with its burn-down and its texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from platguard.audit import notices
from platguard.audit.burndown import by_team, per_month, used_on, zero_on
from platguard.audit.notices import Thing
from platguard.audit.questions import Questions
from platguard.audit.trajectory import month_ends
from platguard.audit.uses import DOCUMENT, SERVICE, Use, documents, places, told
from platguard.lifecycle import is_evaluated
from platguard.model.audit import Burndown, RegisterRow, UsageDay, UsageTeam
from platguard.model.organisation import RuleNote
from platguard.model.policy_exception import IN_FORCE
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Used:
    """What a rule ends, as it was in use on some days."""

    note: RuleNote
    days: Sequence[date]
    """The first day since the announcement, the end of each month and the day of the report: they
    say enough of a trend."""
    uses: Mapping[date, Sequence[Use]]

    def on(self, day: date) -> Sequence[Use]:
        """What used it on one of the days."""
        return self.uses.get(day, ())

    @property
    def what(self) -> Thing:
        """What ends, and the words for it: services only where nothing else uses it."""
        what = notices.thing_of(self.note)
        kinds = {one.kind for uses in self.uses.values() for one in uses} - {DOCUMENT}
        if kinds <= {SERVICE}:
            return what
        today = places(self.on(self.days[-1])).by_kind()
        return what._replace(singular=notices.PLACE, of_which=told(today))


def used(
    questions: Questions, notes: Sequence[RuleNote], as_of: date, teams: Mapping[str, str]
) -> list[Used]:
    """One for every rule that was announced and names what takes the place of what it finds, in
    repositories whose team is given."""
    return [
        _used(questions, note, note.announced, as_of, teams)
        for note in notes
        if note.announced and note.replacement and is_evaluated(note.state)
    ]


def _used(
    questions: Questions, note: RuleNote, since: date, as_of: date, teams: Mapping[str, str]
) -> Used:
    days = [*questions.days(since, as_of)]
    shown = sorted({*days[:1], *month_ends(days), as_of}) if days else [as_of]
    uses: dict[date, list[Use]] = defaultdict(list)
    for day, use in questions.users(note.id, shown):
        if use.repository in teams:
            uses[day].append(use._replace(team=teams[use.repository]))
    return Used(note, shown, uses)


def burndown(found: Used, exceptions: Sequence[RegisterRow] = ()) -> Burndown:
    """The use of one of them, with its trend. `exceptions` are the register, which knows until when
    something is exempt."""
    note, shown, as_of = found.note, found.days, found.days[-1]
    series = [used_on(day, found.on(day)) for day in shown]
    today = found.on(as_of)
    owners = by_team(today, found.on(shown[0]) if len(shown) > 1 else None)
    first = series[0] if len(series) > 1 else None
    points = [(one.day, one.places) for one in series]
    zero = zero_on(points)
    ends = note.enforced_from
    there = places(today)
    exempt = there.number - places(one for one in today if not one.exempt).number
    telling = documents(today)
    until = _until(note, exceptions) if exempt else None
    what = found.what
    outlook = notices.outlook(
        what, series[-1], (exempt, until), ends, zero, is_seen_once=len(series) < 2
    )
    return Burndown(
        rule=note.id,
        name=what.name,
        state=note.state,
        ends_on=ends,
        places=series[-1].places,
        repositories=series[-1].repositories,
        teams=owners,
        series=series,
        announced=first,
        change=series[-1].places - first.places if first else None,
        per_month=per_month(points),
        zero_on=zero,
        in_time=zero < ends if zero and ends else None,
        texts=_texts(found, series, owners, zero, telling),
        exempt=exempt,
        exempt_until=until,
        outlook=" ".join(filter(None, (outlook, notices.telling(what, telling)))),
        kinds=there.by_kind(),
        documents=telling,
    )


def _until(note: RuleNote, exceptions: Iterable[RegisterRow]) -> date | None:
    """The last day of the last exception that covers something of a rule."""
    days = [
        one.sunset
        for one in exceptions
        if note.id in one.rules and one.state in IN_FORCE and one.matches and one.sunset
    ]
    return max(days, default=None)


def _texts(
    used: Used,
    series: Sequence[UsageDay],
    owners: Sequence[UsageTeam],
    zero: date | None,
    documents: int,
) -> dict[str, str]:
    """What can be said today: before the end what will be, from then on what was."""
    note, as_of, name = used.note, used.days[-1], used.what
    first, today = series[0], series[-1]
    beside = notices.telling(name, documents)
    found = {"monitor": f"{notices.monitor(name, today, owners, first)} {beside}".strip()}
    if note.enforced_from:
        found["enforce"] = notices.enforce(name, note, as_of)
    if note.enforced_from and note.enforced_from <= as_of:
        return {**found, "after": notices.after(name, note, today)}
    return {
        "announce": notices.announce(name, note, as_of, today, owners),
        **found,
        "before": notices.before(name, note, today, owners),
        "during": notices.during(name, first.places, today, zero),
    }
