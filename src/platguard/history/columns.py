"""How columns and tables of the database are written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()
"""All tables."""

_SMALL = SmallInteger().with_variant(Integer, "sqlite")
"""Strict tables of SQLite know one kind of integers, which takes as little room as it can."""


class Flag(TypeDecorator[bool]):
    """A truth as 0 or 1: strict tables of SQLite know no truths."""

    impl = _SMALL
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Word(TypeDecorator[str]):
    """A word of a list, held as its number there."""

    impl = _SMALL
    cache_ok = True

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__()
        self.known = tuple(known)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else self.known.index(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.known[value]


def table(name: str, *parts: Any, rowid: bool = False) -> Table:
    """A table; with `rowid`, SQLite numbers its rows, else the primary key is the table."""
    return Table(name, metadata, *parts, sqlite_with_rowid=rowid, sqlite_strict=True)


def steps(name: str, keys: Sequence[Column[Any]], *told: Any) -> Table:
    """A table of what is so of repositories from a day until another."""
    step = (key("repository"), *keys, key("opened"), closed())
    return table(name, *step, *told, Index(f"{name}_closed", "repository", "closed"))


def identity() -> Column[int]:
    """The number that the database gives a row."""
    return Column("id", Integer, primary_key=True)


def key(name: str, kind: Any = Integer) -> Column[Any]:
    """A part of the primary key."""
    return Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def closed() -> Column[int | None]:
    """The first day on which something is not so any more."""
    return optional("closed")


def number(name: str) -> Column[int]:
    """A number, or a day."""
    return Column(name, Integer, nullable=False)


def optional(name: str) -> Column[int | None]:
    """A number or a day that may be NULL."""
    return Column(name, Integer, nullable=True)


def text(name: str, *, unique: bool = False) -> Column[str]:
    """A text that stands where it is needed."""
    return Column(name, Text, nullable=False, unique=unique)


def text_number(name: str, *, may_be_null: bool = False) -> Column[int | None]:
    """The number of a text in `texts`."""
    return Column(name, Integer, ForeignKey("texts.id"), nullable=may_be_null)


def word(name: str, known: Sequence[str]) -> Column[str]:
    """A word of a list."""
    return Column(name, Word(known), nullable=False)


def flag(name: str) -> Column[bool]:
    """Whether something is so."""
    return Column(name, Flag, nullable=False)
