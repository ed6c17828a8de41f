"""Whether two exceptions are about the same things, however their scopes are spelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from platguard.model.policy_exception import ResourceSelector, Scope
from platguard.patterns import pattern

_ALL_BELOW = pattern(r"(?:/|^)(?:[/*]*\*)$|/+$")
"""The end of a pattern that takes everything in a folder, which the folder's name does as well."""


def grounds(scope: Scope, rules: Iterable[str]) -> Iterator[object]:
    """What two scopes that overlap have in common, at least one of it."""
    for rule in rules:
        for fingerprint in scope.fingerprints:
            yield rule, "fingerprint", fingerprint
        for path in scope.paths:
            yield rule, "path", _plain(path)
        for selector in scope.resources:
            yield rule, "resource", _mark(selector)
        if not (scope.fingerprints or scope.paths or scope.resources):
            yield rule, "everything"


def _mark(selector: ResourceSelector) -> object:
    labels = min(selector.labels.items(), default=None)
    return selector.name or labels or selector.namespace or selector.kind


def overlap(one: Scope, other: Scope) -> bool:
    """Whether two scopes that say the same kind of thing mean some of the same findings.

    A limit that only one of them has does not part them; a fingerprint, which is one finding of
    many, does.
    """
    if one.repositories and other.repositories and not _share_repository(one, other):
        return False
    if one.fingerprints or other.fingerprints:
        return not set(one.fingerprints).isdisjoint(other.fingerprints)
    if one.paths and other.paths:
        if {_plain(path) for path in one.paths}.isdisjoint(map(_plain, other.paths)):
            return False
        return not (one.resources and other.resources) or _share_resource(one, other)
    if one.resources and other.resources:
        return _share_resource(one, other)
    return not (one.paths or one.resources or other.paths or other.resources)


def _plain(pattern: str) -> str:
    """`deploy` for `deploy/`, `/deploy`, `./deploy` and `deploy/**`."""
    plain = pattern.strip().removeprefix("./").lstrip("/")
    while (shorter := _ALL_BELOW.sub("", plain)) != plain:
        plain = shorter
    return plain


def _share_repository(one: Scope, other: Scope) -> bool:
    return any(
        fnmatchcase(left, right) or fnmatchcase(right, left)
        for left in one.repositories
        for right in other.repositories
    )


def _share_resource(one: Scope, other: Scope) -> bool:
    return any(_agree(left, right) for left in one.resources for right in other.resources)


def _agree(one: ResourceSelector, other: ResourceSelector) -> bool:
    pairs = ((one.kind, other.kind), (one.namespace, other.namespace), (one.name, other.name))
    named = all(not left or not right or left == right for left, right in pairs)
    labels = one.labels.keys() & other.labels.keys()
    return named and all(one.labels[key] == other.labels[key] for key in labels)
