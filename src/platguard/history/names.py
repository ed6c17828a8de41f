"""Repositories, rules and texts by their numbers in the database, remembered for a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, Table, bindparam, insert, select

from platguard.history.pieces import pieces
from platguard.history.tables import repositories, rules, texts

_REMEMBERED = 200_000

_FIND_TEXTS = select(texts.c.digest, texts.c.id).where(
    texts.c.digest.in_(bindparam("digests", expanding=True))
)


class Names:
    """What the names that were asked for are called in the database.

    What a transaction has learned is forgotten with `forget`, should it come to nothing.
    """

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._rules: dict[str, int] = {}
        self._repositories: dict[str, int] = {}

    def forget(self) -> None:
        """Forgets all; to be called when a transaction was taken back."""
        for known in (self._texts, self._rules, self._repositories):
            known.clear()

    def repository(self, connection: Connection, name: str) -> int:
        """The number of a repository, which gets one now if it has none."""
        return _named(connection, repositories, self._repositories, name)

    def rule(self, connection: Connection, name: str) -> int:
        """The number of a rule, which gets one now if it has none."""
        return _named(connection, rules, self._rules, name)

    def texts(self, connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
        """The numbers of texts, each of which gets one now if it has none."""
        if len(self._texts) > _REMEMBERED:
            self._texts.clear()
        given = set(wanted)
        unknown = {text: _digest(text) for text in given if text not in self._texts}
        if unknown:
            numbers = self._numbers(connection, unknown)
            self._texts.update((text, numbers[digest]) for text, digest in unknown.items())
        return {text: self._texts[text] for text in given}

    def _numbers(self, connection: Connection, digests: Mapping[str, bytes]) -> dict[bytes, int]:
        """The numbers of texts by their digests; those without any are written."""
        found = _found(connection, digests.values())
        new = {digest: text for text, digest in digests.items() if digest not in found}
        if not new:
            return found
        rows = [{"digest": digest, "text": storable(new[digest])} for digest in sorted(new)]
        connection.execute(insert(texts), rows)
        return found | _found(connection, new)


def _found(connection: Connection, wanted: Iterable[bytes]) -> dict[bytes, int]:
    """The numbers of the texts with these digests, as far as there are some."""
    found: dict[bytes, int] = {}
    for some in pieces(wanted):
        for digest, number in connection.execute(_FIND_TEXTS, {"digests": some}):
            found[bytes(digest)] = number
    return found


def _named(connection: Connection, table: Table, known: dict[str, int], name: str) -> int:
    if name not in known:
        number = connection.scalar(select(table.c.id).where(table.c.name == name))
        if number is None:
            made = connection.execute(insert(table).values(name=name))
            number = made.inserted_primary_key[0]  # type: ignore[index]
        known[name] = number
    return known[name]


def _digest(text: str) -> bytes:
    return sha256(storable(text).encode("utf-8")).digest()[:16]


def storable(text: str) -> str:
    """A text as both databases can hold it: PostgreSQL has no zero byte, and neither has halves of
    surrogates."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode("utf-8")
