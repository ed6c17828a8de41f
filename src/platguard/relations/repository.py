"""The repository itself: its well-known files and its age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from platguard.model.document import NOWHERE
from platguard.model.facts import Fact, RepositoryFact
from platguard.relations.whole import Whole

_WELL_KNOWN = re.compile(
    r"(?:(?:\.github|\.gitlab|docs)/)?CODEOWNERS"
    r"|(?:(?:\.github|docs)/)?(?:README|CONTRIBUTING|SECURITY|CHANGELOG)(?:\.(?:md|rst|txt))?"
    r"|(?:LICENSE|LICENCE|COPYING)(?:\.(?:md|txt))?"
    r"|catalog-info\.ya?ml"
    r"|(?:docs/)?runbooks?(?:\.(?:md|rst|txt)|/.+)"
    r"|\.platguard\.yaml|platguard\.yaml",
    re.IGNORECASE,
)


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[RepositoryFact]:
    """The fact of a repository."""
    first_commit_on = whole.first_commit_on
    yield RepositoryFact(
        address="repo:",
        subject="",
        places={"": NOWHERE},
        unknown=[] if first_commit_on else ["first_commit_on"],
        path=".",
        files=sorted(path for path in whole.paths if _WELL_KNOWN.fullmatch(path)),
        first_commit_on=first_commit_on or "",
    )
