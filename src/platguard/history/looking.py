"""What a look at a repository does to its findings in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from platguard.history import words
from platguard.history.intervals import Change, Seen, Span, renewed
from platguard.history.known import Known
from platguard.history.pieces import pieces
from platguard.history.rows import Found, Key
from platguard.history.tables import findings, spans, wordings
from platguard.history.worded import keep_words

_COLUMNS = (
    spans, findings.c.fingerprint, findings.c.path, findings.c.line, findings.c.column,
)  # fmt: skip
_ALL = select(*_COLUMNS).join(findings, findings.c.id == spans.c.finding)
_OPEN = _ALL.where(spans.c.repository == bindparam("number"), spans.c.closed.is_(None))
_OF_REPOSITORY = _ALL.where(findings.c.repository == bindparam("number"))
_OF_GROUPS = _OF_REPOSITORY.where(
    findings.c.fingerprint.in_(bindparam("fingerprints", expanding=True))
)

_SAME = (spans.c.finding == bindparam("of_finding"), spans.c.opened == bindparam("of_opened"))
_REMOVE = delete(spans).where(*_SAME)
_CHANGED = ("closed", "since", "outcome", "seen", "level", "severity", "cause", "ended")
_CHANGE = (
    update(spans)
    .where(*_SAME)
    .values({name: bindparam(name) for name in (*_CHANGED, "message", "exception")})
)
_ADD = insert(spans)
_NUMBERS = select(findings.c.fingerprint, findings.c.path, findings.c.id).where(
    findings.c.repository == bindparam("number"),
    findings.c.fingerprint.in_(bindparam("fingerprints", expanding=True)),
)
_SOME_SPAN = select(spans.c.opened).where(spans.c.finding == bindparam("number")).limit(1)
_PLACE = (
    update(findings)
    .where(findings.c.repository == bindparam("number"))
    .where(findings.c.fingerprint == bindparam("of_fingerprint"))
    .where(findings.c.path == bindparam("of_path"))
    .values(line=bindparam("line"), column=bindparam("column"))
)
_FORGET = (
    delete(wordings).where(wordings.c.finding == bindparam("number")),
    delete(findings).where(findings.c.id == bindparam("number")),
)


class Looking:
    """Puts the findings of one look into the spans of a repository.

    The standings and the blind files of that look must have been written before.
    """

    def __init__(self, connection: Connection, repository: int, change: Change) -> None:
        self._connection = connection
        self._repository = repository
        self._change = change
        self._ground = Known(connection, repository)

    def put(self, now: Mapping[Key, Found]) -> None:
        """Writes what the look does; nothing for what was there before in the same way."""
        number = {"number": self._repository}
        was = self._connection.execute(_OPEN, number).all()
        known = {(row.fingerprint, row.path): row for row in was}
        groups: set[bytes] | None = None
        if self._change.until is None and self._change.is_first:
            groups = {key[0] for key in now.keys() | known.keys() if _differs(key, now, known)}
        self._put_groups(groups, self._rows(groups), now)
        self._put_places(groups is None, now, known)

    def _rows(self, groups: set[bytes] | None) -> Sequence[Row[Any]]:
        """The spans of some groups, or of all."""
        number = {"number": self._repository}
        if groups is None:
            return self._connection.execute(_OF_REPOSITORY, number).all()
        rows: list[Row[Any]] = []
        for some in pieces(groups):
            rows += self._connection.execute(_OF_GROUPS, {**number, "fingerprints": some})
        return rows

    def _put_groups(
        self, groups: set[bytes] | None, rows: Sequence[Row[Any]], now: Mapping[Key, Found]
    ) -> None:
        """Makes the spans of groups anew, and writes how they differ."""
        old: dict[bytes, list[Span]] = defaultdict(list)
        rules: dict[bytes, int] = {}
        numbers: dict[Key, int] = {}
        for row in rows:
            old[row.fingerprint].append(_span(row))
            rules[row.fingerprint] = row.rule
            numbers[row.fingerprint, row.path] = row.finding
        seen: dict[bytes, dict[Hashable, Seen]] = defaultdict(dict)
        for (fingerprint, path), found in now.items():
            if groups is None or fingerprint in groups:
                seen[fingerprint][path] = found.seen
                rules[fingerprint] = found.rule
        gone: list[tuple[Key, Span]] = []
        fresh: list[tuple[Key, Span]] = []
        for fingerprint in sorted(old.keys() | seen.keys()):
            ground = self._ground.of(rules[fingerprint])
            before = old[fingerprint]
            after = renewed(before, self._change, seen[fingerprint], ground)
            gone += [(_key(fingerprint, span), span) for span in before if span not in after]
            fresh += [(_key(fingerprint, span), span) for span in after if span not in before]
        self._write(gone, fresh, numbers, rules, now)

    def _write(
        self,
        gone: list[tuple[Key, Span]],
        fresh: list[tuple[Key, Span]],
        numbers: dict[Key, int],
        rules: Mapping[bytes, int],
        now: Mapping[Key, Found],
    ) -> None:
        new = {(key, span.opened): span for key, span in fresh}
        removed, changed = [], []
        for key, span in gone:
            same = {"of_finding": numbers[key], "of_opened": span.opened}
            other = new.pop((key, span.opened), None)
            if other is None:
                removed.append(same)
            else:
                changed.append({**same, **_told(other)})
        numbers |= self._new_findings({key for key, _ in new if key not in numbers}, now)
        added = [
            {"finding": numbers[key], "opened": opened, "rule": rules[key[0]]}
            | {"repository": self._repository, **_told(span)}
            for (key, opened), span in new.items()
        ]
        for statement, rows in ((_REMOVE, removed), (_CHANGE, changed), (_ADD, added)):
            if rows:
                self._connection.execute(statement, rows)
        self._word(now, numbers, {key for key, _ in fresh})
        self._forget({numbers[key] for key, _ in gone})

    def _new_findings(self, keys: set[Key], now: Mapping[Key, Found]) -> dict[Key, int]:
        """The numbers of findings that come into the database."""
        if not keys:
            return {}
        rows = []
        for key in sorted(keys):
            found, (fingerprint, path) = now[key], key
            row: dict[str, Any] = {"repository": self._repository, "rule": found.rule, "path": path}
            row |= {"fingerprint": fingerprint, "line": found.line, "column": found.column}
            rows.append({**row, "address": found.address, "subject": found.subject})
        self._connection.execute(insert(findings), rows)
        numbers: dict[Key, int] = {}
        for some in pieces(fingerprint for fingerprint, _ in keys):
            asked = {"number": self._repository, "fingerprints": some}
            for made in self._connection.execute(_NUMBERS, asked):
                numbers[made.fingerprint, made.path] = made.id
        return {key: numbers[key] for key in keys}

    def _word(
        self, now: Mapping[Key, Found], numbers: Mapping[Key, int], touched: set[Key]
    ) -> None:
        """Keeps the first words of messages that count days."""
        told = {}
        for key in sorted(touched & now.keys()):
            found = now[key]
            if found.message != found.seen.message:
                told[numbers[key], found.seen.message] = found.message
        keep_words(self._connection, self._change.day, told)

    def _forget(self, touched: set[int]) -> None:
        """Takes findings away of which no span is left."""
        for number in sorted(touched):
            if self._connection.scalar(_SOME_SPAN, {"number": number}) is None:
                for statement in _FORGET:
                    self._connection.execute(statement, {"number": number})

    def _put_places(
        self, thorough: bool, now: Mapping[Key, Found], known: Mapping[Key, Row[Any]]
    ) -> None:
        """Keeps lines and columns as the latest look has them."""
        until, places = self._change.until, []
        for key, found in now.items():
            row = known.get(key)
            if not thorough and row and (found.line, found.column) == (row.line, row.column):
                continue
            if until is None or not self._is_seen_later(key, until):
                names = {"of_fingerprint": key[0], "of_path": key[1], "number": self._repository}
                places.append({**names, "line": found.line, "column": found.column})
        if places:
            self._connection.execute(_PLACE, places)

    def _is_seen_later(self, key: Key, until: int) -> bool:
        same = (
            findings.c.repository == self._repository,
            findings.c.fingerprint == key[0],
            findings.c.path == key[1],
        )
        later = select(spans.c.opened).join(findings, findings.c.id == spans.c.finding)
        later = later.where(*same, spans.c.outcome != words.UNSEEN)
        ends = spans.c.closed.is_(None) | (spans.c.closed > until)
        return self._connection.scalar(later.where(ends).limit(1)) is not None


def _key(fingerprint: bytes, span: Span) -> Key:
    path: Any = span.path
    return fingerprint, path


def _differs(key: Key, now: Mapping[Key, Found], known: Mapping[Key, Row[Any]]) -> bool:
    row, found = known.get(key), now.get(key)
    if row is None or found is None:
        return True
    return row.outcome == words.UNSEEN or _seen(row) != found.seen


def _seen(row: Row[Any]) -> Seen:
    return Seen(row.seen, row.level, row.severity, row.message, row.exception)


def _span(row: Row[Any]) -> Span:
    hidden = row.outcome == words.UNSEEN
    return Span(
        row.path, row.opened, row.closed, _seen(row), hidden, row.since, row.cause, row.ended
    )


def _told(span: Span) -> dict[str, Any]:
    """The columns of a span that may become others."""
    told = {"closed": span.closed, "since": span.since, "outcome": span.outcome}
    told |= {"seen": span.seen.outcome, "cause": span.cause, "ended": span.ended}
    told |= {"level": span.seen.level, "severity": span.seen.severity}
    return told | {"message": span.seen.message, "exception": span.seen.exception}
