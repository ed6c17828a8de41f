"""Teams from the CODEOWNERS files of clones: who owns what no other line names."""

from __future__ import annotations

from collections.abc import Mapping

from platguard.errors import PlatguardError
from platguard.facts import code_owners
from platguard.inventory.derived import Derived
from platguard.inventory.derived.clones import clones, committed, told
from platguard.model.facts import CodeOwnersFact

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where it is looked for, the first that is there counts: GitHub, "About code owners" (`.github`,
root, `docs`), and GitLab, "Code Owners" (root, `docs`, `.gitlab`)."""
EVERYTHING = frozenset({"*", "**", "/", "/*", "/**", "**/*"})
"""Patterns of all files."""


def from_code_owners(folder: str, environ: Mapping[str, str]) -> list[Derived]:
    """The clones in a folder, each with the team that owns `*`."""
    return [_owned(found, environ) for found in clones(folder)]


def _owned(found: Derived, environ: Mapping[str, str]) -> Derived:
    try:
        source = committed(found.member.path, environ)
        if source is None:
            return found.placed("no commit")
        data = next(filter(None, map(source.read, PLACES)), None)
    except PlatguardError as error:
        return found.placed(told(error))
    if data is None:
        return found.placed("no CODEOWNERS")
    owners = owners_of_everything(data)
    if not owners:
        return found.placed("nobody owns * in CODEOWNERS")
    several = [f"owned by {', '.join(owners)}"] if len(owners) > 1 else []
    return found.placed(*several, team=team_of(owners))


def owners_of_everything(data: bytes) -> list[str]:
    """Who owns the files that no line but `*` names; the last such line counts."""
    owners: list[str] = []
    for fact in code_owners.extract(data).facts:
        if isinstance(fact, CodeOwnersFact):
            for line in fact.lines:
                owners = line.owners if line.pattern in EVERYTHING else owners
    return owners


def team_of(owners: list[str]) -> str:
    """The first team (`payments` of `@shop/payments`), else the one owner without its @; nobody
    knows which team several people are."""
    first = next((owner for owner in owners if "/" in owner), owners[0])
    return first.rpartition("/")[2].lstrip("@") if "/" in first or len(owners) == 1 else ""
