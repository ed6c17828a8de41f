"""Since when a repository complies with a standard.

That is the day from which on nothing of the standard failed, was unknown or was exempt there, as
scans saw it: not before the first scan, and not before the standard was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from platguard.audit.matrix import PASS
from platguard.model.audit import Matrix, MatrixRow


class Beginnings(NamedTuple):
    """What a history knows of the days from which on something is so."""

    last_bad: Iterable[tuple[str, str, date]] = ()
    """Repository, rule, and the first day after the last time that it did not pass there."""
    first_pass: Iterable[tuple[str, date]] = ()
    """Repository, and the first day on which any rule passed there."""
    known_since: Iterable[tuple[str, date]] = ()
    """Rule, and the first day on which the standards had it."""


def with_since(table: Matrix, beginnings: Beginnings) -> Matrix:
    """The matrix of repositories, with since when each complies with what it complies with."""
    standard_of = {row.rule: row.standard for row in table.rules}
    begun: dict[str, date] = {}
    for rule, day in beginnings.known_since:
        if rule in standard_of:
            name = standard_of[rule]
            begun[name] = min(day, begun.get(name, day))
    ended: dict[str, dict[str, date]] = defaultdict(dict)
    for repository, rule, day in beginnings.last_bad:
        if rule in standard_of:
            name, own = standard_of[rule], ended[repository]
            own[name] = max(day, own.get(name, day))
    first = dict(beginnings.first_pass)
    rows = [
        replace(row, since=_since(row, first[row.repository], begun, ended[row.repository]))
        if row.repository in first
        else row
        for row in table.rows
    ]
    return replace(table, rows=rows)


def _since(
    row: MatrixRow, first: date, begun: Mapping[str, date], ended: Mapping[str, date]
) -> dict[str, date]:
    return {
        name: max(first, begun.get(name, first), ended.get(name, first))
        for name, state in row.standards.items()
        if state == PASS
    }
