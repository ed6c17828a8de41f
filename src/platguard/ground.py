"""Findings, arranged so that those within the scope of an exception are found without a search.

A register of thousands of exceptions meets tens of thousands of findings: each exception looks only
at those that share something which its scope demands: a fingerprint, a name, a part of the path.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from platguard.model.policy_exception import ResourceSelector, Scope, Subject
from platguard.scopes import contains, covers_repository, literal_beginning, literal_part

_LAST = chr(0x10FFFF)

_MARKS: Mapping[str, Callable[[Subject], Iterable[object]]] = {
    "fingerprint": lambda subject: (subject.fingerprint,),
    "name": lambda subject: (subject.name,),
    "label": lambda subject: subject.labels.items(),
    "namespace": lambda subject: (subject.namespace,),
    "kind": lambda subject: (subject.kind,),
    "part": lambda subject: subject.path.split("/"),
    "any": lambda subject: (None,),
}
"""What findings may have in common, and how to tell."""


class Ground:
    """The findings of one repository."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        repository: str,
        earlier_paths: Callable[[str], Collection[str]],
    ) -> None:
        """`earlier_paths` tells where a file was before it was renamed."""
        self._subjects = subjects
        self._repository = repository
        self._earlier = lru_cache(maxsize=None)(earlier_paths)
        self._order = sorted(range(len(subjects)), key=lambda index: _position(subjects[index]))
        self._rank = {index: rank for rank, index in enumerate(self._order)}
        self._of_rule: dict[str, list[int]] = defaultdict(list)
        for index in self._order:
            self._of_rule[subjects[index].rule].append(index)
        self._paths = {
            rule: [subjects[index].path for index in indices]
            for rule, indices in self._of_rule.items()
        }
        self._marked: dict[tuple[str, str], dict[object, list[int]]] = {}

    def within(self, scope: Scope, rules: Iterable[str]) -> list[int]:
        """Indices of the findings of some rules within a scope, by path and line."""
        if not covers_repository(scope, self._repository):
            return []
        near = {index for rule in rules if rule in self._paths for index in self._near(scope, rule)}
        return sorted((i for i in near if self._holds(scope, i)), key=self._rank.__getitem__)

    def _near(self, scope: Scope, rule: str) -> Iterator[int]:
        """The findings that may be within the scope, and not many others."""
        if scope.fingerprints:
            for fingerprint in scope.fingerprints:
                yield from self._with(rule, "fingerprint", fingerprint)
        elif scope.resources:
            for selector in scope.resources:
                yield from self._with(rule, *_demand_of(selector))
        elif scope.paths:
            for pattern in scope.paths:
                yield from self._at(rule, pattern)
        else:
            yield from self._of_rule[rule]

    def _at(self, rule: str, pattern: str) -> Sequence[int]:
        beginning, part = literal_beginning(pattern), literal_part(pattern)
        if not beginning:
            return self._with(rule, "part", part) if part else self._of_rule[rule]
        paths = self._paths[rule]
        first = bisect_left(paths, beginning)
        return self._of_rule[rule][first : bisect_left(paths, beginning + _LAST)]

    def _with(self, rule: str, mark: str, value: object) -> Sequence[int]:
        marked = self._marked.get((rule, mark))
        if marked is None:
            marked = self._marked[rule, mark] = defaultdict(list)
            for index in self._of_rule[rule]:
                for found in _MARKS[mark](self._subjects[index]):
                    marked[found].append(index)
        return marked.get(value, ())

    def _holds(self, scope: Scope, index: int) -> bool:
        subject = self._subjects[index]
        if contains(scope, subject):
            return True
        # A scope by fingerprint follows its file, and only through renames.
        if not scope.fingerprints or not scope.paths:
            return False
        moved = (replace(subject, path=path) for path in self._earlier(subject.path))
        return any(contains(scope, earlier) for earlier in moved)


def _demand_of(selector: ResourceSelector) -> tuple[str, object]:
    """What fewest findings have of all that a selector demands."""
    if selector.name:
        return "name", selector.name
    if selector.labels:
        return "label", next(iter(selector.labels.items()))
    if selector.namespace:
        return "namespace", selector.namespace
    return ("kind", selector.kind) if selector.kind else ("any", None)


def _position(subject: Subject) -> tuple[str, int, str, str]:
    return subject.path, subject.line, subject.rule, subject.fingerprint
