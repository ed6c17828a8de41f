"""Which findings lie within the scope of an exception, and how closely the scope is drawn."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from platguard.model.policy_exception import ResourceSelector, Scope, Subject

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def contains(scope: Scope, subject: Subject, repository: str) -> bool:
    """Whether every part of the scope that is given matches; an empty scope holds everything."""
    return (
        (not scope.repositories or _named(repository, scope.repositories))
        and _among(subject.fingerprint, scope.fingerprints)
        and (not scope.paths or _paths(scope.paths).match_file(subject.path))
        and (not scope.resources or any(_selects(s, subject) for s in scope.resources))
    )


def specificity(scope: Scope) -> int:
    """How closely a scope is drawn; higher is closer."""
    if scope.fingerprints:
        return 5
    if scope.resources:
        return 4 if all(selector.name for selector in scope.resources) else 3
    if scope.paths:
        return 2
    return 1 if scope.repositories else 0


def unusable_paths(scope: Scope) -> list[str]:
    """The paths of the scope that are not patterns."""
    return [glob for glob in scope.paths if not _is_pattern(glob)]


def _among(text: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or text in allowed


def _named(repository: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(repository, glob) for glob in globs)


def _selects(selector: ResourceSelector, subject: Subject) -> bool:
    wanted = (
        (selector.kind, subject.kind),
        (selector.namespace, subject.namespace),
        (selector.name, subject.name),
    )
    return all(own in ("", found) for own, found in wanted) and (
        selector.labels.items() <= subject.labels.items()
    )


def _is_pattern(glob: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        return any(p.include for p in GitIgnoreSpec.from_lines([_rooted(glob)]).patterns)
    except ValueError:
        return False


@cache
def _paths(globs: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(_rooted(glob) for glob in globs if _is_pattern(glob))


def _rooted(glob: str) -> str:
    # An exception for `deploy` is not one for every folder of that name; the slash also takes
    # their meaning from a leading `!` and `#`.
    return f"/{glob.removeprefix('/')}"
