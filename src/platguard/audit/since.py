"""Since when a repository, or a service, complies with a standard.

That is the day from which on nothing of the standard failed, was unknown or was exempt there, as
scans saw it: not before the first scan, and not before the standard was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from platguard.audit.judgings import Judgings
from platguard.audit.matrix import PASS
from platguard.model.audit import Matrix, MatrixRow

Of = str | tuple[str, str]
"""A repository, or a repository and one of its Components."""


class Beginnings(NamedTuple):
    """What a history knows of the days from which on something is so."""

    last_bad: Iterable[tuple[Of, str, date]] = ()
    """Of what, rule, and the first day after the last time that it did not pass there."""
    first_pass: Iterable[tuple[Of, date]] = ()
    """Of what, and the first day on which any rule passed there."""
    known_since: Iterable[tuple[str, date]] = ()
    """Rule, and the first day on which the standards had it."""
    judgings: Judgings = Judgings()
    """When rules were judged: what nobody looked at does not pass."""


def with_since(table: Matrix, beginnings: Beginnings) -> Matrix:
    """The matrix of repositories, with since when each complies with what it complies with."""
    since = _Since(table, beginnings)
    rows = [replace(row, since=since.of(row.repository, row)) for row in table.rows]
    return replace(table, rows=rows)


def with_since_of_parts(table: Matrix, parts: Collection[Of], beginnings: Beginnings) -> Matrix:
    """The matrix of services, with the same of those that are a part of their repository; the
    others have what their repository has."""
    since = _Since(table, beginnings)
    rows = [
        replace(row, since=since.of(key, row))
        if (key := (row.repository, row.service)) in parts
        else row
        for row in table.rows
    ]
    return replace(table, rows=rows)


class _Since:
    """The days from which on what a row comes to has been so."""

    def __init__(self, table: Matrix, beginnings: Beginnings) -> None:
        standard_of = {row.rule: row.standard for row in table.rules}
        self._begun: dict[str, date] = {}
        for rule, day in beginnings.known_since:
            if rule in standard_of:
                name = standard_of[rule]
                self._begun[name] = min(day, self._begun.get(name, day))
        self._ended: dict[Of, dict[str, date]] = defaultdict(dict)
        for of, rule, day in beginnings.last_bad:
            if rule in standard_of:
                name, own = standard_of[rule], self._ended[of]
                day = beginnings.judgings.after(rule, day)
                own[name] = max(day, own.get(name, day))
        self._first = dict(beginnings.first_pass)

    def of(self, key: Of, row: MatrixRow) -> dict[str, date]:
        """By standard that the row complies with; empty where nothing ever passed there."""
        first, ended = self._first.get(key), self._ended.get(key, {})
        if first is None:
            return {}
        return {
            name: max(first, self._begun.get(name, first), ended.get(name, first))
            for name, state in row.standards.items()
            if state == PASS
        }
