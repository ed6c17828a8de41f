"""The use of everything that is to be replaced, with its burn-down and its texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from platguard.audit import notices
from platguard.audit.burndown import Use, by_team, per_month, services, used_on, zero_on
from platguard.audit.questions import Questions
from platguard.audit.trajectory import month_ends
from platguard.lifecycle import is_evaluated
from platguard.model.audit import Burndown, RegisterRow, UsageDay, UsageTeam
from platguard.model.organisation import RuleNote
from platguard.model.policy_exception import IN_FORCE


def burndowns(
    questions: Questions,
    notes: Sequence[RuleNote],
    as_of: date,
    teams: Mapping[str, str],
    exceptions: Sequence[RegisterRow] = (),
) -> list[Burndown]:
    """One for every rule that was announced and names what takes the place of what it finds.

    `exceptions` are the register, which knows until when something is exempt.
    """
    return [
        _burndown(questions, note, as_of, teams, exceptions)
        for note in notes
        if note.announced and note.replacement and is_evaluated(note.state)
    ]


def _burndown(
    questions: Questions,
    note: RuleNote,
    as_of: date,
    teams: Mapping[str, str],
    exceptions: Sequence[RegisterRow],
) -> Burndown:
    assert note.announced is not None
    days = [*questions.days(note.announced, as_of)]
    # The first day, the end of each month, and the last one say enough of a trend.
    shown = sorted({*days[:1], *month_ends(days), as_of}) if days else [as_of]
    uses: dict[date, list[Use]] = defaultdict(list)
    for day, repository, address, is_exempt in questions.users(note.id, shown):
        if repository in teams:
            uses[day].append(Use(repository, teams[repository], address, is_exempt))
    series = [used_on(day, uses[day]) for day in shown]
    owners = by_team(uses[as_of], uses[shown[0]] if len(shown) > 1 else None)
    first = series[0] if len(series) > 1 else None
    points = [(one.day, one.services) for one in series]
    zero = zero_on(points)
    ends = note.enforced_from
    left = services(one for one in uses[as_of] if not one.exempt)
    exempt = len(services(uses[as_of])) - len(left)
    until = _until(note, exceptions) if exempt else None
    what = notices.thing_of(note)
    return Burndown(
        rule=note.id,
        name=what.name,
        state=note.state,
        ends_on=ends,
        services=series[-1].services,
        repositories=series[-1].repositories,
        teams=owners,
        series=series,
        announced=first,
        change=series[-1].services - first.services if first else None,
        per_month=per_month(points),
        zero_on=zero,
        in_time=zero < ends if zero and ends else None,
        texts=_texts(note, as_of, series, owners, zero),
        exempt=exempt,
        exempt_until=until,
        outlook=notices.outlook(
            what, series[-1], (exempt, until), ends, zero, is_seen_once=len(series) < 2
        ),
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
    note: RuleNote,
    as_of: date,
    series: Sequence[UsageDay],
    owners: Sequence[UsageTeam],
    zero: date | None,
) -> dict[str, str]:
    """What can be said today: before the end what will be, from then on what was."""
    name, today = notices.thing_of(note), series[-1]
    first = series[0]
    found = {"monitor": notices.monitor(name, today, owners, first)}
    if note.enforced_from:
        found["enforce"] = notices.enforce(name, note, as_of)
    if note.enforced_from and note.enforced_from <= as_of:
        return {**found, "after": notices.after(name, note, today)}
    return {
        "announce": notices.announce(name, note, as_of, today, owners),
        **found,
        "before": notices.before(name, note, today, owners),
        "during": notices.during(name, first.services, today, zero),
    }
