"""What a history says of the day that is exported: which commits were judged, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from platguard.errors import UsageError
from platguard.history import questions as asked
from platguard.history import words
from platguard.history.questions import RunNote
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import (
    MISSING,
    WITH_FINDINGS,
    Member,
    Observation,
    Placement,
    Terms,
)
from platguard.model.states import RepositoryState
from platguard.organisation.observing import unjudged
from platguard.organisation.orders import Order
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.history.database import Database


@dataclass(frozen=True, slots=True)
class Past:
    """The last run of the organisation by a day."""

    run: RunNote
    states: Mapping[str, RepositoryState]
    """All repositories of the organisation on that day, by name."""


def past_of(database: Database, by: date, only: str) -> Past:
    """The last complete run by a day, and the repositories whose name fits a pattern.

    UsageError when there is no such run.
    """
    runs = [run for run in asked.runs(database, date.min, by) if run.is_complete]
    if not runs:
        raise UsageError(
            f"nobody scanned the organisation by {by}",
            hint="Run `platguard org scan` first, or name a later day.",
        )
    last = runs[-1]
    states = ((state.placement.name, state) for state in asked.states(database, last.as_of))
    return Past(last, {name: state for name, state in states if fnmatchcase(name, only)})


def orders_then(
    orders: Iterable[Order], past: Past
) -> tuple[list[Order], list[tuple[Placement, Observation]]]:
    """The orders for the commits that were judged then, and what came of the other repositories.

    A repository that the organisation did not have then is left out; one that it has no more is
    told as missing.
    """
    there = {order.name: order for order in orders}
    day, again, others = past.run.as_of, [], []
    for name, state in sorted(past.states.items()):
        order = there.get(name)
        if order is None:
            gone = Order(Member(state.placement), "")
            told = "the inventory does not say any more where it is"
            others.append((state.placement, unjudged(gone, day, MISSING, told, state.commit)))
            continue
        member = replace(order.member, placement=state.placement)
        if state.commit and state.status in WITH_FINDINGS:
            again.append(replace(order, member=replace(member, revision=state.commit)))
        else:
            known = unjudged(replace(order, member=member), day, MISSING, state.reason)
            others.append((state.placement, replace(known, status=state.status, exit=state.exit)))
    return again, others


def refuse_others(run: RunNote, terms: Terms) -> None:
    """Raises UsageError when what decides now is not what decided in the run."""
    then = run.terms
    pairs = {
        "the standards": (then.standards, terms.standards),
        "the configuration": (then.configuration, terms.configuration),
        "the register": (then.register, terms.register),
        "the dated tables": (dict(then.tables), dict(terms.tables)),
        "the time zone": (then.timezone, terms.timezone),
    }
    others = [name for name, (old, new) in pairs.items() if old != new]
    if not others:
        return
    told = " and ".join(filter(None, (", ".join(others[:-1]), others[-1])))
    version = "" if then.tool_version == terms.tool_version else f" (platguard {then.tool_version})"
    raise UsageError(
        f"{told} changed since the scan of {run.as_of}{version} that the history has",
        hint="Check them out as they were on that day, or scan again: an export must be what can be"
        " judged again.",
    )


def unlike(database: Database, past: Past, results: Iterator[Observation]) -> Iterator[str]:
    """How what came of judging again differs from what the history has of that very day.

    `results` in the order of names. A line for each repository that differs.
    """
    day = past.run.as_of
    seen = {n for n, s in past.states.items() if s.seen_on == day and s.status in WITH_FINDINGS}
    known = _Grouped(asked.findings(database, day, repositories=seen))
    for observation in results:
        if observation.repository not in seen or observation.status not in WITH_FINDINGS:
            continue
        then = known.of(observation.repository)
        now = {(r.rule, r.fingerprint, r.path, r.outcome, r.level) for r in observation.rows}
        if then != now:
            yield (
                f"{observation.repository}: {len(now - then)} findings that the history does not"
                f" have, {len(then - now)} that only the history has"
            )


class _Grouped:
    """Findings that come by repository, taken one repository after the other."""

    def __init__(self, found: Iterator[OpenFinding]) -> None:
        self._found = found
        self._next = next(found, None)

    def of(self, repository: str) -> set[tuple[str, str, str, str, str]]:
        """The findings of a repository; ask in the order of names."""
        keys = set()
        while self._next is not None and self._next.repository <= repository:
            one = self._next
            if one.repository == repository and one.outcome != words.UNSEEN:
                keys.add((one.rule, one.fingerprint, one.path, one.outcome, one.level))
            self._next = next(self._found, None)
        return keys
