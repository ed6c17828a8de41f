"""How the code owners of a repository cover its manifests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from posixpath import dirname, splitext

from platguard.facts.examples import is_example
from platguard.model.document import NOWHERE
from platguard.model.facts import (
    CodeOwnersFact,
    CodeOwnershipFact,
    Fact,
    KustomizationFact,
    ObjectFact,
    ServiceFact,
)
from platguard.relations.code_owners import LOOKED_IN, PLACES, Owners, reader_of
from platguard.relations.whole import Whole

_TOLD = 4
"""Folders that a message names."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[CodeOwnershipFact]:
    """The one fact of a repository."""
    yield of_manifests(facts, (), whole)


def of_manifests(facts: Iterable[Fact], others: Iterable[str], whole: Whole) -> CodeOwnershipFact:
    """As `relate`; `others` are paths of manifests of which no fact is given."""
    files: dict[str, CodeOwnersFact] = {}
    manifests = set(others)
    for fact in facts:
        if isinstance(fact, CodeOwnersFact):
            files[fact.path] = fact
        elif is_owned(fact.path, [fact]):
            manifests.add(fact.path)
    reader = reader_of(whole.paths)
    file = next((path for path in PLACES[reader] if path in files), "")
    counting = files.get(file)
    owners = Owners(counting, reader) if counting else None
    unowned = sorted(path for path in manifests if owners is None or not owners.of(path))
    folders, bare = _folders(manifests), _folders(unowned)
    outermost = _outermost(bare, [*manifests.difference(unowned)])
    return CodeOwnershipFact(
        address="repo:",
        subject="CODEOWNERS",
        places={"": NOWHERE, "faults": counting.places["faults"] if counting else NOWHERE},
        path=file or ".",
        file=file,
        misnamed="" if file else _misnamed(whole.paths, reader),
        has_prow_owners="OWNERS" in whole.paths,
        reader=reader,
        looked_in=LOOKED_IN[reader],
        faults=_faults(counting, reader) if counting else [],
        folders=len(folders),
        covered=len(folders - bare),
        unowned=outermost,
        unowned_told=told(outermost),
    )


def is_owned(path: str, facts: Iterable[Fact]) -> bool:
    """Whether somebody should own the file at `path`, because of the manifests that it holds."""
    return any(map(_is_manifest, facts)) and not is_example(path)


def may_be_misnamed(path: str) -> bool:
    """Whether a file is a CODEOWNERS file but for the end of its name."""
    return any(splitext(path)[0] in places for places in PLACES.values())


def _misnamed(paths: Iterable[str], reader: str) -> str:
    # Only the bare name counts: GitHub, "About code owners", "CODEOWNERS file location".
    alike = (path for path in paths if splitext(path)[0] in PLACES[reader])
    return min(alike, key=lambda path: (path.count("/"), path), default="")


def _is_manifest(fact: Fact) -> bool:
    # What has a version and a kind but no name is no object that is deployed: a release note.
    if isinstance(fact, ObjectFact):
        return bool(fact.name) or "name" in fact.unknown
    return isinstance(fact, ServiceFact | KustomizationFact)


def _faults(fact: CodeOwnersFact, reader: str) -> list[str]:
    return [
        f"line {fault.line}: {fault.message}"
        for fault in fact.faults
        if fault.reader in ("", reader)
    ]


def _folders(paths: Iterable[str]) -> set[str]:
    return {dirname(path) for path in paths}


def _outermost(bare: Collection[str], owned: Sequence[str]) -> list[str]:
    """The folders of `bare`, joined to the outermost one below which nothing has an owner."""
    with_owner = {part for path in owned for part in _upwards(dirname(path))}
    found = set()
    for folder in bare:
        outer = [part for part in _upwards(folder) if part and part not in with_owner]
        found.add(outer[-1] if outer else folder)
    return sorted(f"{folder}/" if folder else "the root" for folder in found)


def _upwards(folder: str) -> Iterator[str]:
    """The folder, and those above it, the root last."""
    while folder:
        yield folder
        folder = dirname(folder)
    yield ""


def told(folders: Sequence[str]) -> str:
    """Folders with a verb for people: `deploy/ and charts/ have`."""
    if not folders:
        return ""
    names = list(folders[:_TOLD])
    if len(folders) > _TOLD:
        names.append(f"{len(folders) - _TOLD} more")
    joined = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    return f"{joined} {'has' if len(folders) == 1 else 'have'}"
