"""The patches of Kustomizations, and which objects each of them may change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from platguard.facts.kustomize_patches import EVERY_PART, changes_of, kind_and_name
from platguard.model.facts import Fact, PatchChange
from platguard.records import dataclass
from platguard.relations.units import Unit, Units

MOST_OVERLAYS = 100
"""Of more overlays of one object it is not followed which of them change it."""


@dataclass(frozen=True, slots=True)
class Reaching:
    """The changes that may reach the objects of a unit."""

    by_kind: Mapping[str, list[PatchChange]] = field(default_factory=dict)
    """By the kind that they are about; empty for any."""
    renamed: bool = False
    """Whether names get a prefix or a suffix, perhaps before they are patched."""

    def of(self, address: str, subject: str) -> Iterator[PatchChange]:
        """Those of a thing within an object of Kubernetes."""
        kind, name = kind_and_name(address)
        for change in (*self.by_kind.get(kind, ()), *self.by_kind.get("", ())):
            named = change.name in ("", name) or (self.renamed and name in change.name)
            if named and change.part in (EVERY_PART, subject):
                yield change


class Patches:
    """The patches of all Kustomizations of a repository."""

    def __init__(self, units: Units, facts: Mapping[str, list[Fact]]) -> None:
        """`facts` has those of each patch file, by path."""
        self.paths: set[str] = set()
        """Paths of the patch files."""
        self._of_unit: dict[str, list[PatchChange]] = {}
        self._families: defaultdict[str, list[Unit]] = defaultdict(list)
        self._known: dict[str, Reaching] = {}
        for unit in units:
            self._families[unit.family].append(unit)
            changes = [*unit.kustomization.changes] if unit.kustomization else []
            for path, patch in unit.patch_files():
                self.paths.add(path)
                changes += changes_of(facts.get(path, ()), patch)
            if changes:
                self._of_unit[unit.folder] = changes

    def reaching(self, unit: Unit) -> Reaching:
        """The changes that may reach what `unit` lists."""
        if not self._of_unit:
            return _NONE
        if unit.folder not in self._known:
            self._known[unit.folder] = self._reaching(_above(unit) or self._families[unit.family])
        return self._known[unit.folder]

    def _reaching(self, units: Iterable[Unit]) -> Reaching:
        by_kind: defaultdict[str, list[PatchChange]] = defaultdict(list)
        renamed = False
        for unit in units:
            renamed = renamed or (unit.kustomization is not None and unit.kustomization.renames)
            for change in self._of_unit.get(unit.folder, ()):
                by_kind[change.kind].append(change)
        return Reaching(by_kind, renamed)


_NONE = Reaching()


def _above(unit: Unit) -> list[Unit]:
    """The unit, what lists it, directly or not, and their components; empty for too many."""
    found = {unit.folder: unit}
    waiting = [unit]
    while waiting:
        above = waiting.pop()
        for other in (*above.components(), *above.listed_by):
            if other.folder not in found:
                found[other.folder] = other
                waiting.append(other)
        if len(found) > MOST_OVERLAYS:
            return []
    return [*found.values()]
