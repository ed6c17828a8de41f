"""Which findings lie within the scope of an exception, and how closely the scope is drawn."""

from __future__ import annotations

import re
from collections.abc import Set
from fnmatch import fnmatchcase, translate
from functools import cache
from typing import TYPE_CHECKING

from platguard.model.policy_exception import ResourceSelector, Scope, Subject
from platguard.path_patterns import path_patterns
from platguard.patterns import pattern

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_WILD = pattern(r"[*?\[\\]")
"""What makes a part of a pattern something else than a name."""
_ANYTHING = pattern(r"\[[^\]]*\]|[*?./ ]")
"""What stands for any text, and what only separates."""


def covers_repository(scope: Scope, repository: str) -> bool:
    """Whether the scope has the repository in it."""
    return not scope.repositories or _named(repository, scope.repositories)


def named_by(glob: str, repositories: Set[str]) -> Set[str]:
    """The repositories that a glob of a scope names, as `covers_repository` tells of each."""
    if not _WILD.search(glob):
        return repositories & {glob}
    is_named = re.compile(translate(glob)).match
    return {name for name in repositories if is_named(name)}


def contains(scope: Scope, subject: Subject) -> bool:
    """Whether every part of the scope that is given matches; an empty scope holds everything.

    The repository is not looked at: it is the same for all findings of a scan.
    """
    return (
        _among(subject.fingerprint, scope.fingerprints)
        and (not scope.paths or _is_in(subject.path, scope.paths))
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


def literal_beginning(pattern: str) -> str:
    """The text with which every path begins that the pattern matches."""
    rooted = pattern.removeprefix("/")
    wild = _WILD.search(rooted)
    return rooted[: wild.start() if wild else len(rooted)].rstrip("/ ")


def literal_part(pattern: str) -> str:
    """A file or folder that is in every path which the pattern matches; empty when none must."""
    parts = (part for part in pattern.rstrip("/ ").split("/") if part and not _WILD.search(part))
    return max(parts, key=len, default="")


def is_whole_tree(pattern: str) -> bool:
    """Whether a pattern leaves nothing out, or nothing but the endings of names."""
    every_folder, _, name = pattern.rpartition("/")
    return not _ANYTHING.sub("", pattern) or (every_folder == "**" and name.startswith("*."))


def unusable_paths(scope: Scope) -> list[str]:
    """The paths of the scope that are not patterns."""
    return [glob for glob in scope.paths if _pattern(glob) is None]


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


@cache
def _pattern(glob: str) -> GitIgnoreSpec | None:
    """The pattern of a path, from the root of the repository; None for what is no pattern."""
    # An exception for `deploy` is not one for every folder of that name; the slash also takes
    # their meaning from a leading `!` and `#`.
    spec = path_patterns([f"/{glob.removeprefix('/')}"])
    return spec if spec and any(pattern.include for pattern in spec.patterns) else None


def _is_in(path: str, globs: tuple[str, ...]) -> bool:
    specs = (_pattern(glob) for glob in globs)
    return any(spec is not None and spec.match_file(path) for spec in specs)
