"""The repository itself: its well-known files and its age."""

from __future__ import annotations

import re
from collections.abc import Iterable

from platguard.model.document import NOWHERE
from platguard.model.facts import RepositoryFact

_WELL_KNOWN = re.compile(
    r"(?:(?:\.github|\.gitlab|docs)/)?CODEOWNERS"
    r"|(?:(?:\.github|docs)/)?(?:README|CONTRIBUTING|SECURITY|CHANGELOG)(?:\.(?:md|rst|txt))?"
    r"|(?:LICENSE|LICENCE|COPYING)(?:\.(?:md|txt))?"
    r"|catalog-info\.ya?ml"
    r"|(?:docs/)?runbooks?(?:\.(?:md|rst|txt)|/.+)"
    r"|\.platguard\.yaml|platguard\.yaml",
    re.IGNORECASE,
)


def relate_repository(paths: Iterable[str], first_commit_on: str | None) -> RepositoryFact:
    """The fact of a repository with the files `paths`, begun on `first_commit_on` if known."""
    return RepositoryFact(
        address="repo:",
        subject="",
        places={"": NOWHERE},
        unknown=[] if first_commit_on else ["first_commit_on"],
        path=".",
        files=sorted(path for path in paths if _WELL_KNOWN.fullmatch(path)),
        first_commit_on=first_commit_on or "",
    )
