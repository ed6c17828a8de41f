"""What stands around the files of a commit and changes what they mean: Kustomizations and their
patches, charts, configurations of Skaffold.

A change of one of these reaches files that did not change: all of the deploy units that are
connected with it, before the change or after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from platguard.deployed import DeployedPaths, deployed_among
from platguard.judged_tree import JudgedTree
from platguard.material import Material
from platguard.model.abroad import NOTHING
from platguard.model.blob import Blob
from platguard.model.facts import KustomizationFact
from platguard.model.paths import bytes_of
from platguard.overlaid import files_of, kustomizations_of, patches_of
from platguard.records import dataclass
from platguard.related import Related
from platguard.relations import Whole, is_mark
from platguard.relations.units import Unit, Units, is_kustomization_file
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.sources.changes import Differences
from platguard.sources.discovery import vendored_among
from platguard.sources.listing import Entry
from platguard.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from platguard.relations.overlays import Overlays

_CHART = "Chart.yaml"


@dataclass(frozen=True)
class Side:
    """One of two commits."""

    material: Material
    source: Snapshot
    situation: Situation

    def related(self, rules: Selection) -> Related:
        """What completes the facts of its files."""
        memory, day = self.material.memory.singly(), self.situation.as_of
        abroad = self.material.request.abroad or NOTHING
        return Related(self.source, memory, rules.fact_types, day, abroad)


class Surroundings:
    """What changes the files of one commit."""

    def __init__(
        self,
        side: Side,
        tree: JudgedTree,
        rules: Selection,
        marks: Sequence[str],
        changed: Collection[str] = (),
        entries: Mapping[str, Entry] | None = None,
    ) -> None:
        """`marks` are the paths of the commit that `is_mark` tells, in order. `tree` knows the
        contents of files, but for those at the `changed` paths, which are `entries`."""
        self.marks = marks
        self._side = side
        self._tree = tree
        self._rules = rules
        self._changed = changed
        self._entries = entries or {}

    @cached_property
    def patches(self) -> frozenset[str]:
        """Paths that Kustomizations name as patches, be there a file or not."""
        return frozenset(patches_of(self._kustomizations))

    @cached_property
    def whole(self) -> Whole:
        """The repository as far as it changes files; it has no other paths."""
        return Whole([*self.marks, *(path for path in self.patches if not is_mark(path))])

    @cached_property
    def overlays(self) -> Overlays | None:
        """What it makes of the facts of files; None for nothing."""
        return self._side.related(self._rules).overlays(self.whole, self._file)

    @cached_property
    def units(self) -> Units:
        """The deploy units, as relations know them: by what is judged."""
        excluded, is_vendored = self._side.material.survey.excluded, vendored_among(self.marks)
        judged = [
            fact
            for fact in self._kustomizations
            if not excluded(fact.path)
            and (fact.path in self.deployed.elsewhere or not is_vendored(fact.path))
        ]
        return Units(self.whole.units, judged)

    @cached_property
    def deployed(self) -> DeployedPaths:
        """What Kustomizations deploy."""
        return deployed_among(self.connected, self.marks, self._side.material.survey.excluded)

    @cached_property
    def connected(self) -> Units:
        """The deploy units, as Kustomizations connect them."""
        return Units(self.whole.units, self._kustomizations)

    def _file(self, path: str) -> Blob | None:
        source, known = self._side.source, self._tree.files.get(path)
        if path in self._changed:
            entry = self._entries.get(path)
            is_file = entry is not None and entry.kind == "file"
            return source.known(path, entry.content_id) if entry and is_file else None
        return source.known(path, known.content_id) if known else files_of(source)(path)

    @cached_property
    def _kustomizations(self) -> list[KustomizationFact]:
        memory = self._side.material.memory.singly()
        return kustomizations_of(Whole(self.marks), self._file, memory)


def surroundings(
    tree: JudgedTree, old: Side, new: Side, found: Differences, rules: Selection
) -> tuple[Surroundings, Surroundings] | None:
    """What stands around the files of both commits: twice the same where nothing of it changed.

    None where nobody can tell how far a change of it reaches.
    """
    paths = found.paths
    before = Surroundings(old, tree, rules, tree.marks)
    if before.patches.isdisjoint(paths) and not any(map(is_mark, paths)):
        return before, before
    moved = found.before.keys() ^ found.after.keys()
    if any(basename(path) == _CHART for path in moved):
        return None  # what is below its `charts` is somebody else's, or is not any more
    kept = [path for path in tree.marks if path not in found.before]
    come = [p for p, entry in found.after.items() if is_mark(p) and entry.kind != "submodule"]
    marks = sorted([*kept, *come], key=bytes_of)
    after = Surroundings(new, tree, rules, marks, paths, found.after)
    return None if _is_unread(tree, before.deployed, after.deployed) else (before, after)


def _is_unread(tree: JudgedTree, before: DeployedPaths, after: DeployedPaths) -> bool:
    """Whether something is deployed only now, or was, which nobody has read or judged as such."""
    if before.elsewhere != after.elsewhere:
        return True
    skipped = (file.path for file in tree.coverage.skipped)
    unparsed = {*skipped, *(error.path for error in tree.coverage.failed)}
    return not unparsed.isdisjoint(before.listed ^ after.listed)


def reached(
    before: Surroundings, after: Surroundings, paths: Collection[str], files: Iterable[str]
) -> Iterator[str]:
    """Those of `files` that mean something else because of what changed at `paths`."""
    if before is after:
        return
    touched = set(before.patches ^ after.patches)
    for path in paths:
        is_patch = path in before.patches or path in after.patches
        if is_patch or (is_mark(path) and basename(path) != _CHART):
            touched.add(path)
    families = [(each.connected, _families(each.connected, touched)) for each in (before, after)]
    built = [dirname(p) for p in touched if is_mark(p) and not is_kustomization_file(p)]
    for path in files:
        connected = any(units.of(path).family in named for units, named in families)
        if connected or path in touched or any(_is_below(path, folder) for folder in built):
            yield path


def _families(units: Units, touched: Collection[str]) -> frozenset[str]:
    """The families of the units that are touched, or of which a patch is."""
    folders = {dirname(path) or "." for path in touched if is_kustomization_file(path)}

    def is_touched(unit: Unit) -> bool:
        return unit.folder in folders or not unit.patches.isdisjoint(touched)

    return frozenset(unit.family for unit in units if is_touched(unit))


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")
