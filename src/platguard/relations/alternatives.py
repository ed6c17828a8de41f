"""Files of which people deploy one or the other: they give the same object.

A repository often holds an installation several times, rendered for several purposes
(`install.yaml`, `ha/install.yaml`). Applied together, one would overwrite the other, so what stands
beside an object in one file says nothing of the same object in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import dirname

from platguard.model.facts import NetworkPolicyFact, WorkloadFact

_UNNAMED = ("{{", "${", "$(")


class Alternatives:
    """Which files give an object that another gives as well."""

    def __init__(self, facts: Iterable[WorkloadFact | NetworkPolicyFact]) -> None:
        """`facts` are whole objects: a patch shares its file with nobody."""
        paths: defaultdict[str, set[str]] = defaultdict(set)
        for fact in facts:
            if _is_named(fact):
                paths[fact.address].add(fact.path)
        self._repeated: defaultdict[str, set[str]] = defaultdict(set)
        for address, found in paths.items():
            for path in found if len(found) > 1 else ():
                self._repeated[path].add(address)
        self._known: dict[tuple[str, str], bool] = {}
        self._cases = {folder for found in paths.values() for folder in _folders_of_several(found)}

    def are(self, path: str, other: str) -> bool:
        """Whether two files are alternatives of each other."""
        if path == other or path not in self._repeated or other not in self._repeated:
            return False
        key = (path, other) if path < other else (other, path)
        if key not in self._known:
            self._known[key] = not self._repeated[path].isdisjoint(self._repeated[other])
        return self._known[key]

    def are_cases(self, path: str, other: str) -> bool:
        """Whether two files lie in a folder in which each is likely deployed by itself.

        Where some files of a folder are alternatives, others beside them mostly are cases too: the
        output of tests, an installation rendered for several purposes.
        """
        folder = dirname(path)
        return path != other and folder == dirname(other) and folder in self._cases


def _folders_of_several(paths: set[str]) -> Iterator[str]:
    """The folders in which more than one of the files lies."""
    seen: set[str] = set()
    for folder in map(dirname, paths) if len(paths) > 1 else ():
        if folder in seen:
            yield folder
        seen.add(folder)


def number_of(workloads: Iterable[WorkloadFact]) -> int:
    """How many workloads there are, when those that several files give are one."""
    named: set[str] = set()
    others = 0
    for fact in workloads:
        if _is_named(fact):
            named.add(fact.address)
        else:
            others += 1
    return len(named) + others


def _is_named(fact: WorkloadFact | NetworkPolicyFact) -> bool:
    """Whether its address tells it from others: it has a name, and no template gives it."""
    return bool(fact.name) and not any(sign in fact.address for sign in _UNNAMED)
