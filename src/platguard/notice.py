"""Whether the dates of a lifecycle are in order and give teams the notice that they are owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from platguard import dates
from platguard.approvals import Roles, by_two_people, holds_role
from platguard.counting import counted
from platguard.lifecycle import in_wave
from platguard.model.lifecycle import Lifecycle, NoticeWaiver, Wave
from platguard.model.standard import Rule

NOTICE_MONTHS = 3
"""Calendar months between the announcement and the day from which a rule is enforced."""
LONG_NOTICE_MONTHS = 6
"""Beyond this a notice is remarked on: people forget what is too far away."""
PILOT_TEAMS, PILOT_WEEKS = (3, 5), (6, 8)
WAVE_TEAMS, WAVE_WEEKS = (5, 10), (4, 6)
"""How many teams a wave holds, and how long it lasts, where it works best: least and most."""


def check(lifecycle: Lifecycle, roles: Roles | None = None) -> list[str]:
    """What is wrong with the dates, and what would be right; empty when nothing is.

    With `roles` it is also checked that those who waived the notice were entitled to.
    """
    return [
        *_absent_dates(lifecycle),
        *_order(lifecycle),
        *_waves(lifecycle),
        *_waiver(lifecycle.notice_waiver, roles),
        *_notice(lifecycle),
    ]


def missing(lifecycle: Lifecycle | None, as_of: date) -> list[str]:
    """What an announced rule must offer and does not: `standard-incomplete: ...`.

    Whom to ask, every standard says; of the built-in ones the organisation may (`contact`).
    """
    if lifecycle is None or lifecycle.announced is None or as_of < lifecycle.announced:
        return []
    asked = {"replacement": lifecycle.replacement, "guide": lifecycle.guide}
    return [
        f"standard-incomplete: {name} is missing, and the rule is announced since "
        f"{lifecycle.announced}"
        for name, value in asked.items()
        if not value
    ]


def approved_later(lifecycle: Lifecycle, as_of: date) -> list[str]:
    """Approvals of a waiver that are dated later than the day, and so count for nothing yet."""
    waiver = lifecycle.notice_waiver
    return [
        f"notice_waiver: {approval.by} approves it on {approval.on}, which is after {as_of}"
        for approval in (waiver.approvals if waiver else ())
        if approval.on > as_of
    ]


def waived(rule: Rule) -> str:
    """Why the notice of the rule, or of its revision, is waived and who approved; else empty."""
    waivers = (lifecycle.notice_waiver for lifecycle in rule.lifecycles.values())
    return "; ".join(_told(waiver) for waiver in waivers if waiver)


def remarks(lifecycle: Lifecycle) -> list[str]:
    """What is allowed and worth a second look: very long notice, a waiver, odd waves."""
    found = []
    announced, enforced = lifecycle.announced, lifecycle.enforced_from
    if announced and enforced and enforced > dates.add_months(announced, LONG_NOTICE_MONTHS):
        found.append(
            f"enforced_from is {enforced}, more than {LONG_NOTICE_MONTHS} months after "
            f"announced, {announced}"
        )
    if lifecycle.notice_waiver:
        found.append(_told(lifecycle.notice_waiver))
    return [*found, *_odd_waves(lifecycle)]


def is_pilot(wave: Wave) -> bool:
    """Whether everybody in the wave asked for it: segments cannot."""
    return wave.opt_in and bool(wave.teams) and not wave.segments


def earliest(since: date) -> date:
    """The first day from which what people could read on a day may be enforced."""
    return dates.add_months(since, NOTICE_MONTHS)


def _told(waiver: NoticeWaiver) -> str:
    people = (f"{a.by} as {a.role} on {a.on}" for a in waiver.approvals)
    return f"the notice is waived, approved by {' and '.join(people)}: {waiver.reason}"


def _odd_waves(lifecycle: Lifecycle) -> Iterator[str]:
    """Waves of teams that are smaller, larger, shorter or longer than works best."""
    by_date = sorted(lifecycle.waves, key=lambda wave: wave.enforced_from)
    for number, wave in enumerate(by_date):
        following = [later.enforced_from for later in by_date[number + 1 :]]
        ends = following[0] if following else lifecycle.enforced_from
        days = dates.days_between(wave.enforced_from, ends) if ends else None
        if is_pilot(wave):
            yield from _odd_pilot(wave, days)
        elif wave.teams:
            yield from _odd_wave(wave, days if following else None)


def _odd_pilot(wave: Wave, days: int | None) -> Iterator[str]:
    least, most = PILOT_WEEKS
    fits = _within(len(wave.teams), PILOT_TEAMS)
    if fits and (days is None or least * 7 <= days <= most * 7):
        return
    yield (
        f"wave {wave.name} is a pilot of {_teams(wave)}{_lasting(days)}; pilots of "
        f"{PILOT_TEAMS[0]} to {PILOT_TEAMS[1]} teams over {least} to {most} weeks work best"
    )


def _odd_wave(wave: Wave, days: int | None) -> Iterator[str]:
    least, most = WAVE_WEEKS
    if _within(len(wave.teams), WAVE_TEAMS) and (days is None or least * 7 <= days):
        return
    yield (
        f"wave {wave.name} holds {_teams(wave)}{_lasting(days)}; waves of "
        f"{WAVE_TEAMS[0]} to {WAVE_TEAMS[1]} teams, {least} to {most} weeks apart, work best"
    )


def _within(count: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= count <= bounds[1]


def _teams(wave: Wave) -> str:
    return counted(len(wave.teams), "team")


def _lasting(days: int | None) -> str:
    return "" if days is None else f", {dates.count_days(days)} before the next date"


def _absent_dates(lifecycle: Lifecycle) -> Iterator[str]:
    dated = {
        "warn_from": lifecycle.warn_from,
        "enforced_from": lifecycle.enforced_from,
        "retired_from": lifecycle.retired_from,
        "waves": lifecycle.waves,
    }
    given = [name for name, value in dated.items() if value]
    if given and lifecycle.announced is None:
        yield f"announced is missing; {given[0]} needs it, or the rule stays a draft for ever"
    if lifecycle.announced and lifecycle.enforced_from is None:
        yield f"enforced_from is missing; earliest possible is {earliest(lifecycle.announced)}"


def _order(lifecycle: Lifecycle, where: str = "") -> Iterator[str]:
    """Announced and warn_from may be one day; the others must follow each other."""
    named = (
        ("announced", lifecycle.announced),
        ("warn_from", lifecycle.warn_from),
        ("enforced_from", lifecycle.enforced_from),
        ("retired_from", lifecycle.retired_from),
    )
    given = [(name, day) for name, day in named if day is not None]
    for (earlier, first), (later, second) in pairwise(given):
        if later == "warn_from" and second < first:
            yield f"{later}{where} is {second}, before {earlier}, {first}"
        if later != "warn_from" and second <= first:
            yield f"{later}{where} is {second}; it must be after {earlier}, {first}"


def _waves(lifecycle: Lifecycle) -> Iterator[str]:
    yield from _named_twice(lifecycle)
    rule_in_order = not any(_order(lifecycle))
    for wave in lifecycle.waves:
        where = f" of wave {wave.name}"
        yield from _later_than_rule(lifecycle, wave)
        if rule_in_order:
            yield from _order(in_wave(lifecycle, wave), where)


def _named_twice(lifecycle: Lifecycle) -> Iterator[str]:
    for name, count in Counter(wave.name for wave in lifecycle.waves).items():
        if count > 1:
            yield f"ambiguous-wave: {count} waves are called {name}; give each a name of its own"
    for kind in ("repositories", "teams", "segments"):
        counts = Counter(name for wave in lifecycle.waves for name in set(getattr(wave, kind)))
        for name in sorted(name for name, count in counts.items() if count > 1):
            waves = [wave.name for wave in lifecycle.waves if name in getattr(wave, kind)]
            yield f"ambiguous-wave: {name} is in the waves {' and '.join(waves)}; keep one"


def _later_than_rule(lifecycle: Lifecycle, wave: Wave) -> Iterator[str]:
    for name, day, limit in (
        ("warn_from", wave.warn_from, lifecycle.warn_from or lifecycle.announced),
        ("enforced_from", wave.enforced_from, lifecycle.enforced_from),
    ):
        if day and limit and day > limit:
            yield (
                f"{name} of wave {wave.name} is {day}, later than the rule's {limit}; "
                "who needs longer needs an exception"
            )


def _waiver(waiver: NoticeWaiver | None, roles: Roles | None) -> Iterator[str]:
    if waiver is None:
        return
    if not by_two_people((approval.role, approval.by) for approval in waiver.approvals):
        yield "notice_waiver needs the approval of platform and of leadership, by two people"
    for approval in waiver.approvals:
        if roles is None or holds_role(approval.by, approval.role, approval.on, roles):
            continue
        yield f"notice_waiver: {approval.by} is not in the role {approval.role} on {approval.on}"


def _notice(lifecycle: Lifecycle) -> Iterator[str]:
    announced = lifecycle.announced
    if announced is None or lifecycle.notice_waiver:
        return
    enforced, first = lifecycle.enforced_from, earliest(announced)
    if enforced and enforced < first:
        yield _too_short("enforced_from", enforced, announced)
    for wave in lifecycle.waves:
        if wave.enforced_from < first and not is_pilot(wave):
            name = f"enforced_from of wave {wave.name}"
            told = _too_short(name, wave.enforced_from, announced)
            yield f"{told}, or opt_in: true and every team by name"


def _too_short(name: str, enforced: date, announced: date) -> str:
    notice = dates.count_days(dates.days_between(announced, enforced))
    return (
        f"notice-too-short: {name} is {enforced}, {notice} after announced, {announced}; "
        f"earliest possible is {earliest(announced)}"
    )
