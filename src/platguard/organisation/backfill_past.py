"""The commits of a branch on past days.

A branch is followed by first parents: what was merged into it counts from its merge on. git does
not record when a commit came to a branch, and the dates of committers need not be in order: of
4,859 commits of kubernetes/api 296 are older than the one that they build on, by up to a year,
because they waited elsewhere. A commit came no earlier than it was made, and no earlier than the
one that it builds on; so it counts as having come on the latest of these days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from platguard.records import dataclass
from platguard.sources.git import Git


class Arrival(NamedTuple):
    """A commit, and when it was made."""

    seconds: int
    """The committer's date, since 1970."""
    commit: str


@dataclass(frozen=True, slots=True)
class Past:
    """The last commits of a branch on some past days."""

    steps: Sequence[tuple[date, str]] = ()
    """The first of these days on which it was another one, and that commit, in order."""
    is_cut_off: bool = False
    """Whether the clone is shallow, so that nobody knows of the days before."""

    def on(self, day: date) -> str:
        """The commit of a day; empty before the first one."""
        number = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[number - 1][1] if number else ""


def past_of(git: Git, revision: str, days: Sequence[date], zone: tzinfo, now: datetime) -> Past:
    """The branch, tag or commit that `revision` names, on some days of a time zone, in order.

    A day is as its end, or as `now` where that is earlier. Raises SourceError when there is no
    such revision, or its history cannot be read.
    """
    found = arrivals(git, git.resolve(revision))
    came = arrived([arrival.seconds for arrival in found], int(now.timestamp()))
    steps: list[tuple[date, str]] = []
    for day in days:
        number = bisect_left(came, _end(day, zone))
        if number and (not steps or steps[-1][1] != found[number - 1].commit):
            steps.append((day, found[number - 1].commit))
    return Past(steps, git.is_shallow)


def arrivals(git: Git, commit: str) -> list[Arrival]:
    """A commit and those that it builds on by first parents, oldest first."""
    told = git.run("rev-list", "--first-parent", "--timestamp", commit, "--")
    lines = reversed(told.decode("ascii").splitlines())
    return [Arrival(int(seconds), name) for seconds, name in map(str.split, lines)]


def arrived(seconds: Sequence[int], now: int) -> list[int]:
    """When commits came to their branch, never earlier than the one before, by their dates.

    Both are oldest first, in seconds since 1970. A date that is yet to come is that of a wrong
    clock: such a commit counts as having come with the one before it, or else the one after it.
    """
    latest = next((given for given in seconds if given <= now), now)
    found = []
    for given in seconds:
        latest = max(latest, given) if given <= now else latest
        found.append(latest)
    return found


def _end(day: date, zone: tzinfo) -> int:
    """The first second after a day."""
    next_day = day + timedelta(days=1)
    return int(datetime(next_day.year, next_day.month, next_day.day, tzinfo=zone).timestamp())
