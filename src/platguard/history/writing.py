"""One observation in the database: looks, placement, standings, usages, findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from platguard.history import days, words
from platguard.history.intervals import Change, Look, masked
from platguard.history.kept import (
    BLIND,
    ENDINGS,
    EXCEPTION_MATCHES,
    OBSERVATIONS,
    PLACEMENTS,
    STANDINGS,
    USAGES,
    Values,
    keep,
)
from platguard.history.looking import Looking
from platguard.history.names import Names
from platguard.history.practices import keep_practices, practices_told
from platguard.history.rows import found_rows
from platguard.history.tables import looks, observations, pending, repositories, runs
from platguard.history.terms import DECIDING, deciding
from platguard.model.organisation import (
    WITH_FINDINGS,
    Blind,
    Observation,
    Placement,
    Row,
    Terms,
    Usage,
)

_ROW = attrgetter(*(field.name for field in fields(Row) if field.name != "message"))
_USAGE = attrgetter(*(field.name for field in fields(Usage)))
_BLIND = attrgetter(*(field.name for field in fields(Blind)))


class Neighbours(NamedTuple):
    """The looks around a day."""

    until: int | None
    """The next one of any kind."""
    judged_before: int | None
    judged_until: int | None
    was_judged: bool | None
    """Whether there was one of the same day, and findings were known; None for none."""


def neighbours(connection: Connection, repository: int, day: int) -> Neighbours:
    """The looks around a day."""
    row = connection.execute(_NEIGHBOURS, {"number": repository, "day": day}).one()
    return Neighbours(row[0], row[1], row[2], None if row[3] is None else bool(row[3]))


def _nearest(pick: Any, *where: Any) -> Any:
    of_this = looks.c.repository == bindparam("number")
    return select(pick(looks.c.day)).where(of_this, *where).scalar_subquery()


_DAY: Any = bindparam("day")
_NEIGHBOURS = select(
    _nearest(func.min, looks.c.day > _DAY),
    _nearest(func.max, looks.c.day < _DAY, looks.c.judged == 1),
    _nearest(func.min, looks.c.day > _DAY, looks.c.judged == 1),
    select(looks.c.judged)
    .where(looks.c.repository == bindparam("number"), looks.c.day == _DAY)
    .scalar_subquery(),
)

_FORGET_LOOK = delete(looks).where(looks.c.repository == bindparam("number"), looks.c.day == _DAY)
_PUT_LOOK = insert(looks)
_CONTENT = select(repositories.c.content).where(repositories.c.id == bindparam("number"))
_PUT_CONTENT = (
    update(repositories)
    .where(repositories.c.id == bindparam("number"))
    .values(content=bindparam("content"))
)
_FORGET_PENDING = delete(pending).where(
    pending.c.run == bindparam("of_run"), pending.c.repository == bindparam("number")
)
_PUT_PENDING = insert(pending)
_LOOKED = (
    select(looks.c.day, observations.c.commit, *(runs.c[name] for name in DECIDING))
    .join(runs, runs.c.id == looks.c.run)
    .join(observations, observations.c.repository == looks.c.repository)
    .where(looks.c.repository == bindparam("number"), looks.c.judged == 1)
    .where(looks.c.day >= bindparam("first"), observations.c.opened <= looks.c.day)
    .where(observations.c.closed.is_(None) | (observations.c.closed > looks.c.day))
    .order_by(looks.c.day)
)
"""What is asked of every repository, made once: making a statement takes longer than running it."""


def put_look(connection: Connection, repository: int, day: int, run: int, *, judged: bool) -> None:
    """Notes that somebody looked on a day, in place of an earlier look of that day."""
    connection.execute(_FORGET_LOOK, {"number": repository, "day": day})
    row = {"repository": repository, "day": day, "run": run, "judged": judged}
    connection.execute(_PUT_LOOK, row)


class Writer:
    """Writes the observations of one run."""

    def __init__(self, names: Names, terms: Terms, run: int) -> None:
        self._names = names
        self._day = days.number(terms.as_of)
        self._run = run

    def write(self, connection: Connection, placement: Placement, observation: Observation) -> None:
        """Keeps one observation; all of it belongs into one transaction."""
        number = self._names.repository(connection, placement.name)
        around = neighbours(connection, number, self._day)
        judged = observation.status in WITH_FINDINGS
        put_look(connection, number, self._day, self._run, judged=judged)
        span = (self._day, around.until)
        keep(connection, PLACEMENTS, number, span, {(): _placed(placement, observation)})
        reason = self._names.texts(connection, [observation.reason])[observation.reason]
        keep(connection, OBSERVATIONS, number, span, {(): _observed(observation, reason)})
        if judged or around.was_judged:
            self._judge(connection, number, around, observation if judged else None)
        self._note(connection, number, observation)

    def _judge(
        self,
        connection: Connection,
        number: int,
        around: Neighbours,
        observation: Observation | None,
    ) -> None:
        """What a look saw, or nothing where it takes the place of one that saw something."""
        last = around.judged_until is None
        digest = _digest(observation) if observation and last else None
        is_first = around.was_judged is None
        if digest and is_first and connection.scalar(_CONTENT, {"number": number}) == digest:
            return
        span = (self._day, around.judged_until)
        self._keep(connection, number, span, observation)
        looked = self._looks(connection, number, around)
        change = Change(
            self._day,
            looked,
            is_first=is_first,
            is_taken=observation is None,
        )
        rows = found_rows(connection, self._names, observation.rows if observation else ())
        Looking(connection, number, change).put(rows)
        if last:
            connection.execute(_PUT_CONTENT, {"number": number, "content": digest})

    def _keep(
        self,
        connection: Connection,
        number: int,
        span: tuple[int, int | None],
        seen: Observation | None,
    ) -> None:
        """Standings, usages, blind files, exceptions, and what ends soon."""
        if seen is None:
            for kept in (BLIND, STANDINGS, USAGES, ENDINGS, EXCEPTION_MATCHES):
                keep(connection, kept, number, span, None)
            keep_practices(connection, self._names, number, span, None)
            return
        wanted = {text for file in seen.blind for text in (file.path, file.reason)}
        wanted |= seen.matches.keys()
        for usage in seen.usages:
            wanted |= {usage.category, usage.product, usage.version, usage.subject, usage.path}
        ends = Counter((row.rule, row.ends_on, row.ending) for row in seen.rows if row.ends_on)
        wanted |= {what for _, _, what in ends}
        texts = self._names.texts(connection, wanted)
        blind = {(texts[file.path], texts[file.reason]): () for file in seen.blind}
        keep(connection, BLIND, number, span, blind)
        standings = {
            (self._names.rule(connection, rule),): (standing,)
            for rule, counts in sorted(seen.counts.items())
            if (standing := standing_of(counts))
        }
        keep(connection, STANDINGS, number, span, standings)
        lines = {}
        for usage in reversed(seen.usages):
            told = (usage.category, usage.product, usage.version, usage.subject, usage.path)
            key = (usage.kind, *(texts[text] for text in told), usage.strength)
            lines[key] = (usage.line,)
        keep(connection, USAGES, number, span, lines)
        endings = {
            (self._names.rule(connection, rule), days.number(day), texts[what]): (number,)
            for (rule, day, what), number in sorted(ends.items())
        }
        keep(connection, ENDINGS, number, span, endings)
        matches = {(texts[name],): (count,) for name, count in seen.matches.items()}
        keep(connection, EXCEPTION_MATCHES, number, span, matches)
        keep_practices(connection, self._names, number, span, seen)

    def _looks(self, connection: Connection, number: int, around: Neighbours) -> list[Look]:
        """The looks that saw findings, from the one before on, with what decided about them."""
        first = self._day if around.judged_before is None else around.judged_before
        rows = connection.execute(_LOOKED, {"number": number, "first": first})
        return [Look(row.day, row.commit, deciding(dict(row._mapping))) for row in rows]

    def _note(self, connection: Connection, number: int, observation: Observation) -> None:
        """Says that the run is done with a repository."""
        connection.execute(_FORGET_PENDING, {"of_run": self._run, "number": number})
        counts = json.dumps(_plain(observation.counts), sort_keys=True)
        row = {"run": self._run, "repository": number, "counts": counts}
        connection.execute(_PUT_PENDING, row)


def standing_of(counts: Mapping[str, int]) -> str:
    """What the outcomes of a rule come to for a repository; empty when there are none."""
    return next((outcome for outcome in words.STANDINGS if counts.get(outcome)), "")


def _placed(placement: Placement, seen: Observation) -> Values:
    created = placement.created or seen.born
    number = days.number(created) if created else None
    return (placement.team, placement.segment, placement.tier, placement.wave, number)


def _observed(seen: Observation, reason: int) -> Values:
    committed = days.number(seen.committed_on) if seen.committed_on else None
    files = (seen.discovered, seen.judged, seen.unrendered, seen.skipped, seen.failed)
    return (seen.status, reason, seen.commit, committed, seen.exit, *files, *checks_of(seen))


def checks_of(seen: Observation) -> tuple[int | None, ...]:
    """How often each of `words.CHECKED` came over all rules; None where nothing was judged."""
    if seen.status not in WITH_FINDINGS:
        return (None,) * len(words.CHECKED)
    counts = seen.counts.values()
    return tuple(
        sum(outcomes.get(name, 0) for outcomes in counts)
        for name in ("pass", "fail", "exempt", "unknown")
    )


def _plain(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {rule: dict(outcomes) for rule, outcomes in counts.items()}


def _digest(seen: Observation) -> bytes:
    """A digest of all that a look tells of findings, whatever the day and the commit."""
    told = {
        "rows": [(*_ROW(row), masked(row.message)) for row in seen.rows],
        "counts": _plain(seen.counts),
        "usages": [_USAGE(usage) for usage in seen.usages],
        "blind": [_BLIND(file) for file in seen.blind],
        "matches": dict(seen.matches),
        "practices": [*practices_told(seen)],
    }
    return sha256(json.dumps(told, sort_keys=True, default=str).encode("ascii")).digest()[:16]
