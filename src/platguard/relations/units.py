"""Deploy units: the folders whose manifests are deployed together, and how they are connected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from posixpath import basename, dirname, join, normpath

from platguard.facts.examples import is_example
from platguard.model.facts import KustomizationFact, PatchFile
from platguard.records import dataclass

CHART = "chart"
KUSTOMIZATION = "kustomization"

_MARKERS = {
    "Chart.yaml": CHART,
    "kustomization.yaml": KUSTOMIZATION,
    "kustomization.yml": KUSTOMIZATION,
    "Kustomization": KUSTOMIZATION,
}
_MANIFEST = (".yaml", ".yml", ".json")


def is_kustomization_file(path: str) -> bool:
    """Whether the name of a file makes it a Kustomization."""
    return _MARKERS.get(basename(path)) == KUSTOMIZATION


def deploy_units(paths: Iterable[str]) -> dict[str, str]:
    """Folders that are deploy units, `.` for the root, and what makes them one.

    A folder with both a chart and a Kustomization is a chart: nobody renders it here.
    """
    units: dict[str, str] = {}
    for path in paths:
        if kind := _MARKERS.get(basename(path)):
            folder = dirname(path) or "."
            units[folder] = CHART if CHART in (kind, units.get(folder)) else kind
    return units


@dataclass(slots=True)
class Unit:
    """A deploy unit."""

    folder: str
    kind: str = ""
    """chart, kustomization, or empty: plain files."""
    kustomization: KustomizationFact | None = None
    listed: frozenset[str] = frozenset()
    """Paths of the files that the Kustomization lists; without the ending of a manifest nobody here
    can tell whether one is a file, a folder or a repository elsewhere."""
    patches: frozenset[str] = frozenset()
    """Paths of its patches, which are parts of objects and no objects."""
    lists: list[Unit] = field(default_factory=list)
    """Units that its Kustomization lists."""
    listed_by: list[Unit] = field(default_factory=list)
    opaque: bool = False
    """Whether more is deployed with it than its files show."""
    renamed: bool = False
    """Whether a unit that lists it gives its objects another namespace."""
    in_use: bool = False
    """Whether a Kustomization deploys it that lies in no folder of examples."""
    family: str = ""
    """What units have in common when one lists the other, directly or not: the folder of the first
    of them, so that it stays what it was as long as they are the same."""

    def patch_files(self) -> Iterator[tuple[str, PatchFile]]:
        """Path and patch of each patch in a file of its own."""
        for patch in self.kustomization.patch_files if self.kustomization else ():
            yield normpath(join(self.folder, patch.path)), patch

    def components(self) -> list[Unit]:
        """The units that its Kustomization lists as components, in order."""
        parts = self.kustomization.components if self.kustomization else ()
        folders = [normpath(join(self.folder, path)) for path in parts]
        by_folder = {unit.folder: unit for unit in self.lists}
        return [by_folder[folder] for folder in folders if folder in by_folder]


class Units:
    """The deploy units of a repository, by path."""

    def __init__(
        self, folders: Mapping[str, str], kustomizations: Iterable[KustomizationFact]
    ) -> None:
        self._units = {folder: Unit(folder, kind) for folder, kind in folders.items()}
        self._units.setdefault(".", Unit("."))
        self._by_folder = {"" if name == "." else name: u for name, u in self._units.items()}
        for fact in kustomizations:
            unit = self._units.get(dirname(fact.path) or ".")
            if unit is not None and is_kustomization_file(fact.path):
                unit.kustomization = fact
        for unit in self._units.values():
            self._connect(unit)
        self._spread_renaming()
        self._name_families()
        for unit in self.reached_from(lambda fact: not is_example(fact.path)):
            unit.in_use = True
        self._of_listed: dict[str, Unit] = {}
        for unit in self._units.values():
            for path in unit.listed:
                self._of_listed.setdefault(path, unit)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def of(self, path: str) -> Unit:
        """The unit of the file at `path`: the nearest folder that is one, else the root.

        A Kustomization may list files of another unit, such as what a chart was rendered to.
        """
        nearest = self._of_folder(dirname(path))
        return nearest if path in nearest.listed else self._of_listed.get(path, nearest)

    def reached_from(self, is_root: Callable[[KustomizationFact], bool]) -> list[Unit]:
        """The units whose Kustomizations are roots, and all that these list, directly or not."""
        waiting = [unit for unit in self if unit.kustomization and is_root(unit.kustomization)]
        reached: dict[str, Unit] = {}
        while waiting:
            unit = waiting.pop()
            if unit.folder not in reached:
                reached[unit.folder] = unit
                waiting += unit.lists
        return [*reached.values()]

    def opaque_families(self) -> set[str]:
        """Families with a unit with which more is deployed than its files show."""
        return {unit.family for unit in self._units.values() if unit.opaque}

    def _of_folder(self, folder: str) -> Unit:
        passed = []
        while folder not in self._by_folder:
            passed.append(folder)
            folder = folder.rpartition("/")[0]
        found = self._by_folder[folder]
        self._by_folder |= dict.fromkeys(passed, found)
        return found

    def _connect(self, unit: Unit) -> None:
        fact = unit.kustomization
        if fact is None:
            unit.opaque = bool(unit.kind)
            return
        entries = {entry: normpath(join(unit.folder, entry)) for entry in fact.resources}
        unit.listed = frozenset(
            path
            for entry, path in entries.items()
            if path.endswith(_MANIFEST) or not (path in self._units or "://" in entry)
        )
        unit.patches = frozenset(normpath(join(unit.folder, path)) for path in fact.patches)
        others = [self._units.get(p) for p in entries.values() if not p.endswith(_MANIFEST)]
        remote = None in others or any("://" in entry for entry in entries)
        unseen = {"resources", "components", "selector_labels", "pod_labels"} & set(fact.unknown)
        unit.opaque = bool(
            unit.kind == CHART or fact.generates or fact.components or unseen or remote
        )
        parts = [normpath(join(unit.folder, path)) for path in fact.components]
        for other in [*others, *map(self._units.get, parts)]:
            if other is not None:
                unit.lists.append(other)
                other.listed_by.append(unit)

    def _spread_renaming(self) -> None:
        waiting = [
            listed
            for unit in self._units.values()
            if unit.kustomization and unit.kustomization.namespace
            for listed in unit.lists
        ]
        while waiting:
            unit = waiting.pop()
            if not unit.renamed:
                unit.renamed = True
                waiting += unit.lists

    def _name_families(self) -> None:
        for folder, unit in self._units.items():
            waiting = [] if unit.family else [unit]
            while waiting:
                member = waiting.pop()
                if not member.family:
                    member.family = folder
                    waiting += member.lists + member.listed_by
