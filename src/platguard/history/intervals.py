"""The spans of a finding: since when it has been there, why, and why it is there no more.

Findings of one repository that share a fingerprint are one group, told apart by their paths. A span
is a path's unchanged state from one look until another. `renewed` puts one look into a group,
before, between or after others or in place of one; the same looks in any order give the same spans.
Section C(c) of the standards defines the states of drift that the causes and ends stand for.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, Protocol

from platguard.history import words
from platguard.history.steps import Step, assigned, state_on
from platguard.records import dataclass

_COUNTED = re.compile(r"\d[\d,]* days?\b|\b(?:tomorrow|today|yesterday)\b")


def masked(message: str) -> str:
    """A message without the numbers of days that it counts, which differ every day."""
    return _COUNTED.sub("N days", message)


class Seen(NamedTuple):
    """What a look saw of a finding."""

    outcome: str
    """One of `words.OUTCOMES`, but never unseen."""
    level: str
    severity: str
    message: Hashable
    """The masked message, or what stands for it."""
    exception: Hashable = None


class Span(NamedTuple):
    """An unchanged state of a finding at a path."""

    path: Hashable
    opened: int
    closed: int | None
    """The first day on which it is not so any more; None while it is."""
    seen: Seen
    """As it was seen, or seen last."""
    hidden: bool
    """Whether its file cannot be read any more."""
    since: int
    """The day since which it has failed, under whatever path, level and words; of one that does
    not fail, since which it has not."""
    cause: str
    ended: str = ""

    @property
    def outcome(self) -> str:
        """How the finding stands meanwhile: as it was seen, or that nobody can see it."""
        return words.UNSEEN if self.hidden else self.seen.outcome


class Look(NamedTuple):
    """A day on which the repository was judged."""

    day: int
    commit: Hashable
    terms: Hashable
    """What decided about it beside the commit: standards, settings, tables."""


class Ground(Protocol):
    """What is known of the repository beside its findings."""

    def blind(self, path: Hashable, day: int) -> frozenset[Hashable]:
        """Why something of a file could not be read on a day."""

    def ran(self, day: int) -> bool:
        """Whether the rule of the group was evaluated on a day."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a look does to the spans of a repository."""

    day: int
    """Its day."""
    looks: Sequence[Look]
    """All from the one before `day` on, with the new one but for one that is taken away."""
    is_first: bool = True
    """Whether there was no look of that day before."""
    is_taken: bool = False
    """Whether the look of that day is taken away, and nothing comes in its place."""

    @property
    def until(self) -> int | None:
        """The day of the next look."""
        return next((look.day for look in self.looks if look.day > self.day), None)


def renewed(
    spans: Sequence[Span], change: Change, now: Mapping[Hashable, Seen], ground: Ground
) -> list[Span]:
    """The spans of a group after a look that saw `now`, by path; in order of days and paths."""
    day, until = change.day, change.until
    seen: dict[Hashable, list[Step[Seen]]] = {path: [] for path in now}
    for span in spans:
        steps = seen.setdefault(span.path, [])
        if not span.hidden:
            steps.append(Step(span.opened, span.closed, span.seen))
    for path, steps in seen.items():
        state = state_on(steps, day - 1) if change.is_taken else now.get(path)
        seen[path] = assigned(steps, day, until, state)
    group = _Group(spans, day, ground)
    before: Look | None = None
    for look in change.looks:
        if look.day >= day:
            group.look(
                before, look, {path: state_on(steps, look.day) for path, steps in seen.items()}
            )
        before = look
    return group.spans()


class _Group:
    """The spans of a group from a day on, made look by look; what began before is as it was."""

    def __init__(self, spans: Sequence[Span], day: int, ground: Ground) -> None:
        self._ground = ground
        self._done: list[Span] = []
        self._open: dict[Hashable, Span] = {}
        for span in spans:
            if span.opened >= day:
                continue
            if span.closed is None or span.closed >= day:
                self._open[span.path] = span._replace(closed=None, ended="")
            else:
                self._done.append(span)

    def spans(self) -> list[Span]:
        """All of them, in order of days and paths."""
        found = [*self._done, *self._open.values()]
        return sorted(found, key=lambda span: (span.opened, str(span.path)))

    def look(self, before: Look | None, look: Look, saw: Mapping[Hashable, Seen | None]) -> None:
        """Goes on to the next look."""
        came, gone = [], []
        for path, seen in sorted(saw.items(), key=lambda item: str(item[0])):
            span = self._open.get(path)
            if span is None:
                if seen:
                    came.append((path, seen))
            elif seen is None and not self._is_hidden(span, before, look):
                gone.append(span)
            elif (seen is None) != span.hidden or (seen and seen != span.seen):
                self._turn(span, before, look, seen)
        if len(came) == len(gone) == 1:
            self._move(gone[0], before, look, *came[0])
            return
        for span in gone:
            self._close(span, look, self._departure(before, look))
        for path, seen in came:
            since = self._since(path, before, look, seen)
            cause = words.RULE_CHANGE if since < look.day else self._arrival(before, look)
            self._open[path] = Span(path, look.day, None, seen, False, since, cause)

    def _is_hidden(self, span: Span, before: Look | None, look: Look) -> bool:
        """Whether something hides it from the look that was not there when it was seen."""
        last = span.opened - 1 if span.hidden or before is None else before.day
        return bool(self._ground.blind(span.path, look.day) - self._ground.blind(span.path, last))

    def _turn(self, span: Span, before: Look | None, look: Look, seen: Seen | None) -> None:
        """What is still there, told otherwise or hidden."""
        then = span.seen
        if seen is None:
            self._close(span, look, words.CHANGED)
            hidden = Span(span.path, look.day, None, then, True, span.since, words.UNSEEN)
            self._open[span.path] = hidden
            return
        self._close(span, look, _ending(then, seen))
        since, cause = self._why(span, before, look, seen)
        self._open[span.path] = Span(span.path, look.day, None, seen, False, since, cause)

    def _move(
        self, span: Span, before: Look | None, look: Look, path: Hashable, seen: Seen
    ) -> None:
        """What went to another path, and may be told otherwise there."""
        ended = _ending(span.seen, seen)
        self._close(span, look, words.MOVED if ended == words.CHANGED else ended)
        since, cause = self._why(span, before, look, seen)
        if seen.outcome != "fail" or span.seen.outcome == "fail":
            cause = words.MOVED
        self._open[path] = Span(path, look.day, None, seen, False, since, cause)

    def _why(self, span: Span, before: Look | None, look: Look, seen: Seen) -> tuple[int, str]:
        """Since when what is still there has failed, or has not, and why it is told otherwise."""
        then = span.seen
        failed, fails = then.outcome in words.FAILING, seen.outcome in words.FAILING
        if failed == fails:
            return span.since, _turning(span, seen)
        if not fails:
            return look.day, words.REWORDED
        aged = then.outcome == "soon" and not self._was_resolved(look)
        return look.day, words.AGED_IN if aged else self._arrival(before, look)

    def _close(self, span: Span, look: Look, ended: str) -> None:
        del self._open[span.path]
        self._done.append(span._replace(closed=look.day, ended=ended))

    def _arrival(self, before: Look | None, look: Look) -> str:
        """Why there is what was not there before."""
        if before is None:
            return words.FIRST
        is_same = bool(look.commit) and before.commit == look.commit
        if is_same and before.terms == look.terms and self._ground.ran(before.day):
            return words.AGED_IN  # also where it was resolved once: no commit brought it back
        if not is_same and self._was_resolved(look):
            return words.REGRESSED
        return words.RULE_CHANGE if is_same or not self._ground.ran(before.day) else words.NEW

    def _since(self, path: Hashable, before: Look | None, look: Look, seen: Seen) -> int:
        """Since when what comes has been so: what was so when its rule was judged last, and is when
        that is judged again, was not mended meanwhile by anything that anybody saw."""
        if before is None or self._ground.ran(before.day):
            return look.day
        last = max(
            (span for span in self._done if span.path == path),
            key=lambda span: span.opened,
            default=None,
        )
        if last is None or last.ended != words.RULE_GONE:
            return look.day
        failed, fails = (one.outcome in words.FAILING for one in (last.seen, seen))
        return last.since if failed == fails else look.day

    def _departure(self, before: Look | None, look: Look) -> str:
        """Why there is no more what was there before."""
        if not self._ground.ran(look.day):
            return words.RULE_GONE
        if before and before.commit == look.commit and before.terms != look.terms:
            return words.RULE_CHANGE
        return words.RESOLVED

    def _was_resolved(self, look: Look) -> bool:
        """Whether an earlier look saw it resolved, at whatever path."""
        return any(
            span.ended == words.RESOLVED
            and span.seen.outcome in words.FAILING
            and span.closed is not None
            and span.closed < look.day
            for span in self._done
        )


def _ending(then: Seen, seen: Seen) -> str:
    """Why a state of what is still there ends: what it becomes."""
    if then.outcome in words.FAILING and seen.outcome == "soon":
        return words.RESOLVED
    if then.outcome == "fail":
        return {"exempt": words.EXEMPTED, "unknown": words.UNDECIDED}.get(
            seen.outcome, words.CHANGED
        )
    return words.CHANGED


def _turning(span: Span, seen: Seen) -> str:
    """Why what is still there is told otherwise, and fails or is exempt as before."""
    then = span.seen
    if then.outcome == "exempt" and seen.outcome == "fail":
        return words.RETURNED
    if span.hidden and then.outcome == seen.outcome:
        return words.SEEN_AGAIN
    rose = words.LEVELS.index(seen.level) < words.LEVELS.index(then.level)
    if rose and then.outcome == seen.outcome == "fail" and then.message == seen.message:
        return words.RAISED
    return words.REWORDED
