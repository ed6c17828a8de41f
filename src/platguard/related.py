"""Keeps the facts that relations need while files go by, and adds what history and others tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from platguard import dates, relations
from platguard.errors import SourceError
from platguard.facts import OF_PATH, kind_of
from platguard.memory import FactMemory
from platguard.model.abroad import NOTHING, Abroad
from platguard.model.facts import FACT_NAMES, Fact, FileFacts, SecretFact
from platguard.sources import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from platguard.overlaid import Files
    from platguard.relations.overlays import Overlays


def needed(wanted: Collection[str]) -> frozenset[str]:
    """The fact types that have to be read for the wanted ones."""
    of_files = frozenset(wanted) | relations.needed(wanted)
    if "runtime" in of_files:
        of_files |= {"image"}  # whose change by an overlay changes what it brings
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
        abroad: Abroad = NOTHING,
    ) -> None:
        """`wanted` are the fact types that are asked for; evidence later than `as_of` is none.
        `abroad` is what other repositories answer."""
        self.abroad = abroad
        self._source = source
        self._memory = memory
        self._wanted = wanted
        self._as_of = as_of

    def facts(self, of_files: Iterable[Fact]) -> Iterator[Fact]:
        """The facts of the files as they go by, completed by history; then those of relations."""
        kept: list[Fact] = []
        needs = relations.needed(self._wanted)
        for fact in self._completed(of_files, self._all_overlays()):
            if FACT_NAMES[type(fact)] in needs:
                kept.append(fact)
            yield self._dated(fact)
        if not relations.OF_REPOSITORY.isdisjoint(self._wanted):
            paths, beginning = self._source.list(""), self.first_commit_on()
            whole = relations.Whole(paths, beginning, self.read, self.abroad)
            yield from relations.relate(self._wanted, kept, whole)

    def of_files(self, of_files: Iterable[Fact], overlays: Overlays | None) -> Iterator[Fact]:
        """The facts of some files, completed by history and by the overlays of the repository."""
        for fact in self._completed(of_files, overlays):
            yield self._dated(fact)

    def overlays(self, whole: relations.Whole, files: Files) -> Overlays | None:
        """What Kustomizations and Skaffold make of the facts of files; None for nothing.

        `files` gives those that are called so, and the patches.
        """
        overlaying = whole.kustomizations or whole.skaffolds
        if not overlaying or relations.COMPLETED.isdisjoint(needed(self._wanted)):
            return None
        from platguard.overlaid import overlays_of

        return overlays_of(whole, files, self._memory)

    def _all_overlays(self) -> Overlays | None:
        from platguard.overlaid import files_of

        return self.overlays(relations.Whole(self._source.list("")), files_of(self._source))

    def _completed(self, of_files: Iterable[Fact], overlays: Overlays | None) -> Iterator[Fact]:
        """The facts of files, with what Kustomizations and Skaffold make of them."""
        if overlays is None:
            yield from of_files
            return
        for fact in of_files:
            yield from overlays.completed(fact)

    def _dated(self, fact: Fact) -> Fact:
        """The fact, with what history tells of it."""
        if isinstance(fact, SecretFact) and "secret" in self._wanted:
            return self._with_rotation(fact)
        return fact

    def first_commit_on(self) -> str | None:
        """The day of the first commit, where somebody asks for it; None when it is not known."""
        history = self._source.history
        return history.first_commit_on() if history and "repository" in self._wanted else None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None for what cannot be read, such as a link."""
        try:
            return self._source.read(path)
        except SourceError:
            return None

    def _with_rotation(self, secret: SecretFact) -> SecretFact:
        is_told = self._is_known(secret.annotated_on) or self._is_known(secret.encrypted_on)
        if is_told or not secret.ciphers:
            return secret  # better evidence than git's, or nothing that git could tell
        from platguard.rotation import doubted, with_rotation

        history = self._source.history
        try:
            return with_rotation(secret, history, self._facts_of_blob)
        except SourceError:
            if history is None or not history.is_partial:
                raise
            return doubted(secret)  # what the secret was before stayed where it was cloned from

    def _is_known(self, recorded: str) -> bool:
        """Whether a day is recorded that is not yet to come; rules judge what is no day."""
        day = dates.parse(recorded[:10])
        return bool(recorded) and (day is None or day <= self._as_of)

    def _facts_of_blob(self, content_id: str, path: str) -> FileFacts:
        kind = kind_of(path)
        history = self._source.history
        if kind is None or not content_id or history is None:
            return FileFacts(recognised=False)
        return self._memory.facts(content_id, kind, path, lambda: history.content(content_id))
