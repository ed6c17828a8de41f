"""When the dates of rules were published, and how often they moved, by the versions of files.

What counts is what people could read. A date is public from the first version on that gives it or
an earlier one, because who prepared for an earlier day is ready: a date that moves earlier starts
its notice anew, one that moves later keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from platguard.model.lifecycle import Lifecycle, Wave
from platguard.model.standard import Rule
from platguard.notice import earliest, is_pilot
from platguard.tuples import NamedTuple

Key = tuple[str, int]
"""The id of a rule and one of its revisions; 1 for the dates of the rule itself."""
MEMBERS = ("repositories", "teams", "segments")
"""How a wave names whom it reaches."""


class Version(NamedTuple):
    """What standards and settings said from a commit on."""

    on: date
    commit: str
    settings: Mapping[Key, Lifecycle]
    """What the organisation's configuration gives rules: it wins."""
    standards: Mapping[Key, Lifecycle]


class Publication(NamedTuple):
    """What a version said of one date."""

    on: date
    commit: str
    value: date | None
    """None when it said nothing."""


def published(history: Sequence[Publication], current: date) -> Publication | None:
    """The first version from which on everybody could read `current` or an earlier date.

    `history` is oldest first. None when its newest version gives no such date.
    """
    found = None
    for publication in reversed(history):
        if publication.value is None or publication.value > current:
            break
        found = publication
    return found


def moves(history: Sequence[Publication], current: date | None) -> list[Publication]:
    """Each publication of another date than the one before it, `current` the last.

    That one has no commit when no version gives it yet.
    """
    found: list[Publication] = []
    for publication in (*history, Publication(date.max, "", current)):
        if publication.value and (not found or publication.value != found[-1].value):
            found.append(publication)
    return found


def notice_faults(
    rule: Rule, lifecycle: Lifecycle, versions: Sequence[Version], as_of: date
) -> list[str]:
    """Which dates of the rule were published too late for the notice that teams are owed.

    A pilot is owed none, and nobody is when it is waived.
    """
    if lifecycle.notice_waiver:
        return []
    said = _said(rule, lifecycle, versions)
    late: dict[tuple[str, date, str], list[str]] = {}
    for name, current, member, read in _owed(lifecycle):
        if how := _lateness(current, said(read), as_of):
            late.setdefault((name, current, how), []).append(member)
    return [
        f"notice-too-short: {name}{_for(members)} is {current}, and was {how}"
        for (name, current, how), members in late.items()
    ]


def dropped(rule: Rule, versions: Sequence[Version], as_of: date) -> list[str]:
    """That a rule without dates had some, and was enforced at once when it lost them."""
    if rule.lifecycle is not None:
        return []
    keys = [(name, 1) for name in (rule.id, *rule.formerly)]
    dated = [(version, life) for version in versions if (life := _life(version, keys))]
    if not dated:
        return []
    last, life = dated[-1]
    after = versions[versions.index(last) + 1 :]
    on = after[0].on if after else as_of
    if life.enforced_from is None or life.enforced_from <= max(on, as_of):
        return []
    return [
        f"notice-too-short: the lifecycle is gone since {on}, so the rule is enforced at once; it"
        f" was to be enforced from {life.enforced_from}"
    ]


def moved(rule: Rule, lifecycle: Lifecycle, versions: Sequence[Version]) -> list[str]:
    """Which dates of the rule moved more than once, and how."""
    said = _said(rule, lifecycle, versions)
    named = {"enforced_from": moves(said(_own), lifecycle.enforced_from)}
    for wave in lifecycle.waves:
        history = moves(said(_date_of(wave)), wave.enforced_from)
        named[f"enforced_from of wave {wave.name}"] = history
    return [_told_moves(name, history) for name, history in named.items() if len(history) > 2]


_Read = Callable[[Lifecycle], date | None]
"""Finds one date in a lifecycle."""


def _said(
    rule: Rule, lifecycle: Lifecycle, versions: Sequence[Version]
) -> Callable[[_Read], list[Publication]]:
    """What each version said of a date of the rule, under any id that the rule ever had."""
    revision = 1 if lifecycle is rule.lifecycle else rule.revision
    keys = [(name, revision) for name in (rule.id, *rule.formerly)]
    lives = [_life(version, keys) for version in versions]
    return lambda read: [
        Publication(version.on, version.commit, read(life) if life else None)
        for version, life in zip(versions, lives, strict=True)
    ]


def _life(version: Version, keys: Sequence[Key]) -> Lifecycle | None:
    for given in (version.settings, version.standards):
        for key in keys:
            if key in given:
                return given[key]
    return None


def _owed(lifecycle: Lifecycle) -> Iterator[tuple[str, date, str, _Read]]:
    """Each date that is owed notice: its name, its value, for whom, and where it stands.

    The members of a wave one by one: before somebody came into it, another date was theirs.
    """
    if lifecycle.enforced_from:
        yield "enforced_from", lifecycle.enforced_from, "", _own
    for wave in lifecycle.waves:
        for kind in () if is_pilot(wave) else MEMBERS:
            for member in getattr(wave, kind):
                name = f"enforced_from of wave {wave.name}"
                yield name, wave.enforced_from, member, _date_for(kind, member)


def _own(life: Lifecycle) -> date | None:
    return life.enforced_from


def _date_of(wave: Wave) -> _Read:
    def read(life: Lifecycle) -> date | None:
        return next((w.enforced_from for w in life.waves if w.name == wave.name), None)

    return read


def _date_for(kind: str, member: str) -> _Read:
    def read(life: Lifecycle) -> date | None:
        waves = (wave for wave in life.waves if member in getattr(wave, kind))
        return next((wave.enforced_from for wave in waves), life.enforced_from)

    return read


def _lateness(current: date, history: Sequence[Publication], as_of: date) -> str:
    """Why a date comes too soon after its publication; empty when it does not."""
    first = published(history, current)
    since = first.on if first else as_of
    if current >= earliest(since):
        return ""
    how = f"not committed by {as_of}"
    if first:
        how = f"published on {since}, by commit {first.commit[:12]}"
    return f"{how}; earliest possible is {earliest(since)}"


def _for(members: Sequence[str]) -> str:
    return f" for {', '.join(members)}" if any(members) else ""


def _told_moves(name: str, history: Sequence[Publication]) -> str:
    first, last = history[0].value, history[-1].value
    told = ", ".join(f"{found.value} on {found.on}" for found in history if found.commit)
    return f"{name} moved {len(history) - 1} times, {first} -> {last} (published: {told})"
