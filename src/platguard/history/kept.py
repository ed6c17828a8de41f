"""Writes what is known of a repository, or of a rule, as steps of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update

from platguard.history import tables, words
from platguard.history.steps import Step, assigned, state_on

Values = tuple[Any, ...]


class Kept(NamedTuple):
    """A table of steps."""

    table: Table
    owner: str
    """The column of what the steps are about."""
    keys: tuple[str, ...]
    """What tells the steps of one owner apart."""
    values: tuple[str, ...]
    """Their state."""


RULE_EDITIONS = Kept(
    tables.rule_editions,
    "rule",
    (),
    (
        "standard", "title", "severity", "state", "revision", "owner", "contact", "guide",
        "announced", "warn_from", "enforced_from", "replacement", "controls", "retired_from",
    ),
)  # fmt: skip
EXCEPTION_EDITIONS = Kept(tables.exception_editions, "exception", (), ("told",))
PLACEMENTS = Kept(
    tables.placements, "repository", (), ("team", "segment", "tier", "wave", "created")
)
OBSERVATIONS = Kept(
    tables.observations,
    "repository",
    (),
    (
        "status", "reason", "commit", "committed_on", "exit",
        "discovered", "judged", "unrendered", "skipped", "failed",
        *(f"checks_{name}" for name in words.CHECKED),
    ),
)  # fmt: skip
BLIND = Kept(tables.blind, "repository", ("path", "reason"), ())
STANDINGS = Kept(tables.standings, "repository", ("rule",), ("state",))
USAGES = Kept(
    tables.usages,
    "repository",
    ("kind", "category", "product", "version", "subject", "path", "strength"),
    ("line",),
)
ENDINGS = Kept(tables.endings, "repository", ("rule", "day", "what"), ("findings",))
SERVICES = Kept(
    tables.services, "repository", ("service",), ("owner", "folder", "is_whole", "findings")
)
SERVICE_STANDINGS = Kept(tables.service_standings, "repository", ("service", "rule"), ("state",))
ROTATIONS = Kept(
    tables.rotations,
    "repository",
    ("holder",),
    (
        "rotated_on", "worst", "secrets", "without_evidence", "scheduled", "unknown",
        "without_history",
    ),
)  # fmt: skip
SEGMENTATIONS = Kept(tables.segmentations, "repository", (), ("workloads", "selected", "unknown"))
EXCEPTION_MATCHES = Kept(tables.exception_matches, "repository", ("exception",), ("matches",))


def keep(
    connection: Connection,
    kept: Kept,
    owner: int,
    days: tuple[int, int | None],
    now: Mapping[Values, Values] | None,
) -> None:
    """Puts what a look saw, by key, into the steps of one owner.

    `days` are the day of the look and that of the next one. None for `now` takes the look away
    that was there.
    """
    day, until = days
    old = defaultdict(list)
    asked = {"of_owner": owner, "of_opened": day}
    for row in connection.execute(_statements(kept).touched, asked):
        told = row._mapping
        state = tuple(told[name] for name in kept.values)
        key = tuple(told[name] for name in kept.keys)
        old[key].append(Step(row.opened, row.closed, state))
    gone, fresh = [], []
    for key in old.keys() | (now or {}).keys():
        before = old.get(key, [])
        state_now = state_on(before, day - 1) if now is None else now.get(key)
        after = assigned(before, day, until, state_now)
        gone += [(key, step) for step in before if step not in after]
        fresh += [(key, step) for step in after if step not in before]
    _write(connection, kept, owner, gone, fresh)


def _write(
    connection: Connection,
    kept: Kept,
    owner: int,
    gone: list[tuple[Values, Step[Values]]],
    fresh: list[tuple[Values, Step[Values]]],
) -> None:
    """Takes steps away and adds others; one that only ends otherwise keeps its row."""
    opened = {(key, step.opened): step for key, step in fresh}
    removed, changed, added = [], [], []
    for key, step in gone:
        names = {f"of_{name}": value for name, value in zip(kept.keys, key, strict=True)}
        names |= {"of_owner": owner, "of_opened": step.opened}
        other = opened.pop((key, step.opened), None)
        if other is None:
            removed.append(names)
        else:
            values = dict(zip(kept.values, other.state, strict=True))
            changed.append({**names, "closed": other.closed, **values})
    for (key, day), step in sorted(opened.items(), key=repr):
        row = {kept.owner: owner, "opened": day, "closed": step.closed}
        row |= dict(zip(kept.keys, key, strict=True))
        row |= dict(zip(kept.values, step.state, strict=True))
        added.append(row)
    statements = _statements(kept)
    if removed:
        connection.execute(statements.remove, removed)
    if changed:
        connection.execute(statements.change, changed)
    if added:
        connection.execute(statements.add, added)


class _Statements(NamedTuple):
    """What is asked of a table, made once: making a statement takes longer than running it."""

    touched: Any
    remove: Any
    change: Any
    add: Any


@cache
def _statements(kept: Kept) -> _Statements:
    table = kept.table
    owned = table.c[kept.owner] == bindparam("of_owner")
    day: Any = bindparam("of_opened")
    touched = or_(table.c.closed.is_(None), table.c.closed >= day)
    same = [owned, table.c.opened == day]
    same += [table.c[name] == bindparam(f"of_{name}") for name in kept.keys]
    values: dict[str, Any] = {name: bindparam(name) for name in ("closed", *kept.values)}
    return _Statements(
        select(table).where(owned, touched),
        delete(table).where(*same),
        update(table).where(*same).values(**values),
        insert(table),
    )
