"""The repository itself: its well-known files, its age, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from platguard.facts.examples import is_example
from platguard.model.document import NOWHERE
from platguard.model.facts import CatalogEntityFact, CodeOwnersFact, Fact, RepositoryFact
from platguard.patterns import pattern
from platguard.relations.code_owners import PLACES, Owners, reader_of
from platguard.relations.whole import Whole

_WELL_KNOWN = pattern(
    r"(?:(?:\.github|\.gitlab|docs)/)?CODEOWNERS"
    r"|(?:(?:\.github|docs)/)?(?:README|CONTRIBUTING|SECURITY|CHANGELOG)(?:\.(?:md|rst|txt))?"
    r"|(?:LICENSE|LICENCE|COPYING)(?:\.(?:md|txt))?"
    r"|catalog-info\.ya?ml"
    r"|(?:docs/)?runbooks?(?:\.(?:md|rst|txt)|/.+)"
    r"|\.platguard\.yaml|platguard\.yaml",
    re.IGNORECASE,
)
_ANY_FILE = "platguard-asks-for-any-file"
"""A path of which no CODEOWNERS file speaks by name, to ask who owns all the rest."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[RepositoryFact]:
    """The fact of a repository."""
    first_commit_on = whole.first_commit_on
    owner, owner_from = _owner(list(facts), whole)
    yield RepositoryFact(
        address="repo:",
        subject="",
        places={"": NOWHERE},
        unknown=[] if first_commit_on else ["first_commit_on"],
        path=".",
        files=sorted(filter(is_well_known, whole.paths)),
        first_commit_on=first_commit_on or "",
        owner=owner,
        owner_from=owner_from,
    )


def is_well_known(path: str) -> bool:
    """Whether a file is one of those that a repository is known by."""
    return _WELL_KNOWN.fullmatch(path) is not None


def _owner(facts: Sequence[Fact], whole: Whole) -> tuple[str, str]:
    """Who owns all of it, and the file that says so: its components agree, or one pattern does."""
    components = [
        fact
        for fact in facts
        if isinstance(fact, CatalogEntityFact)
        and fact.kind == "Component"
        and "owner" not in fact.unknown
        and not is_example(fact.path)
    ]
    owners = {fact.owner for fact in components if fact.owner}
    if len(owners) == 1:
        return owners.pop(), components[0].path
    files = {fact.path: fact for fact in facts if isinstance(fact, CodeOwnersFact)}
    reader = reader_of(whole.paths)
    path = next((path for path in PLACES[reader] if path in files), "")
    of_all = Owners(files[path], reader).of(_ANY_FILE) if path and not owners else []
    # A team can answer for a repository; several people, or none, leave open who does.
    return (of_all[0], path) if len(of_all) == 1 else ("", "")
