"""Keeps the facts that relations need while files go by, and adds what history and others tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from platguard import dates, relations
from platguard.facts import OF_PATH, kind_of
from platguard.memory import FactMemory
from platguard.model.facts import FACT_NAMES, Fact, FileFacts, SecretFact
from platguard.sources import Source

if TYPE_CHECKING:
    from collections.abc import Collection


def needed(wanted: Collection[str]) -> frozenset[str]:
    """The fact types that have to be read for the wanted ones."""
    of_files = frozenset(wanted) | relations.needed(wanted)
    parts = (part for name in of_files for part in OF_PATH.get(name, ()))
    return of_files | frozenset(parts)


class Related:
    """The relations of one scan."""

    def __init__(
        self,
        source: Source,
        memory: FactMemory,
        wanted: Collection[str],
        as_of: date = date.max,
    ) -> None:
        """`wanted` are the fact types that are asked for; evidence later than `as_of` is none."""
        self._source = source
        self._memory = memory
        self._wanted = wanted
        self._as_of = as_of

    def facts(self, of_files: Iterable[Fact]) -> Iterator[Fact]:
        """The facts of the files as they go by, completed by history; then those of relations."""
        kept: list[Fact] = []
        needs = relations.needed(self._wanted)
        for fact in of_files:
            if FACT_NAMES[type(fact)] in needs:
                kept.append(fact)
            if isinstance(fact, SecretFact) and "secret" in self._wanted:
                yield self._with_rotation(fact)
            else:
                yield fact
        if not relations.OF_REPOSITORY.isdisjoint(self._wanted):
            whole = relations.Whole(self._source.list(""), self._first_commit_on())
            yield from relations.relate(self._wanted, kept, whole)

    def _first_commit_on(self) -> str | None:
        history = self._source.history
        return history.first_commit_on() if history and "repository" in self._wanted else None

    def _with_rotation(self, secret: SecretFact) -> SecretFact:
        secret = replace(
            secret,
            annotated_on=self._if_known(secret.annotated_on),
            encrypted_on=self._if_known(secret.encrypted_on),
        )
        if secret.annotated_on or secret.encrypted_on or not secret.ciphers:
            return secret  # better evidence than git's, or nothing that git could tell
        from platguard.rotation import with_rotation

        return with_rotation(secret, self._source.history, self._facts_of_blob)

    def _if_known(self, recorded: str) -> str:
        """A recorded day, or nothing when it is yet to come; rules judge what is no day."""
        day = dates.parse(recorded[:10])
        return "" if day and day > self._as_of else recorded

    def _facts_of_blob(self, content_id: str, path: str) -> FileFacts:
        kind = kind_of(path)
        history = self._source.history
        if kind is None or not content_id or history is None:
            return FileFacts(recognised=False)
        return self._memory.facts(content_id, kind, path, lambda: history.content(content_id))
