"""The facts of two commits that may differ, and no others: what `following` takes away and adds.

A relation is left out where nothing changed that it reads of facts (`reading`); one that takes
little from most files (`gists`) where it takes the same; and one in which few files depend on each
other (`ties`) is made of those alone, as they were and as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module

from platguard.judged_tree import Cell, FileMark, JudgedTree
from platguard.model.blob import Blob
from platguard.model.facts import FACT_NAMES, Fact, KustomizationFact
from platguard.model.paths import bytes_of
from platguard.records import dataclass
from platguard.related import needed
from platguard.relations import Relation, asked, code_ownership
from platguard.relations.gists import (
    counts_manifests,
    gist,
    is_dockerfile,
    runs,
    tells_by_its_content,
    tells_by_its_name,
)
from platguard.relations.reading import as_read, as_read_elsewhere
from platguard.relations.ties import COMPOSED, NEAR, WHOLE, sort_of, ties_of
from platguard.selection import Selection
from platguard.sources.changes import Differences
from platguard.sources.listing import Entry
from platguard.surroundings import Side, Surroundings
from platguard.unlisted import UnlistedPaths, UnlistedWhole

Cells = dict[Cell, list[Fact]]


class Part:
    """The files of one side that changed, and their facts."""

    def __init__(
        self, side: Side, entries: Iterable[Entry], around: Surroundings, rules: Selection
    ) -> None:
        ordered = sorted(entries, key=lambda entry: bytes_of(entry.path))
        self.side = side
        self.around = around
        self.paths = UnlistedPaths(side.source)
        self.blobs = list(side.source.some(ordered, around.marks, around.deployed.elsewhere))
        self.survey = side.material.part(self.blobs, around.deployed)
        self.facts: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in side.related(rules).of_files(self.survey.facts(), around.overlays):
            self.facts[fact.path].append(fact)

    @property
    def files(self) -> dict[str, str]:
        """The content ids of the files that are read, by path."""
        blobs = (found for found in self.blobs if isinstance(found, Blob))
        return {b.path: b.content_id for b in blobs if not self.survey.excluded(b.path)}

    def of_types(self, path: str, types: Collection[str]) -> list[Fact]:
        """The facts of a file that are of some types."""
        return [fact for fact in self.facts.get(path, ()) if FACT_NAMES[type(fact)] in types]

    def of_sorts(self, path: str, sorts: Collection[str]) -> list[Fact]:
        """The facts of a file that are of some sorts; see `ties`."""
        return [fact for fact in self.facts.get(path, ()) if sort_of(fact) in sorts]


@dataclass(frozen=True)
class Reach:
    """How far a change reaches in one relation."""

    relation: Relation
    spread: Collection[str]
    """The sorts of facts that it looks at in other files."""
    reached: Collection[str]
    """Paths of the files of which it may say something else."""
    files: Collection[str]
    """Paths of the files that it has to be made of."""

    def needed(self, facts: Iterable[Fact]) -> list[Fact]:
        """Those of some facts that it has to be made of."""
        return [
            fact
            for fact in facts
            if fact.path in self.reached
            or (
                fact.path in self.files
                and (sort_of(fact) in self.spread or isinstance(fact, KustomizationFact))
            )
        ]


class DifferingFacts:
    """What is read of both commits, and no more than is needed."""

    def __init__(
        self,
        tree: JudgedTree,
        old: Side,
        new: Side,
        found: Differences,
        rules: Selection,
        around: tuple[Surroundings, Surroundings],
        others: Collection[str],
        aging: Collection[Cell],
    ) -> None:
        """`around` is what stands around the files of both, `others` the files that it changes;
        `aging` are facts that may be judged otherwise on the day of the later one."""
        self.tree = tree
        self.new = new
        self.old = old
        self._found = found
        self._rules = rules
        self._others = others
        self._aging = frozenset(name for _, name in aging)
        aged = (path for path, _ in aging if path in tree.files and path not in found.paths)
        dated = (path for path in tree.dated if path in tree.files and path not in found.paths)
        known = [
            Entry(path, "file", tree.files[path].content_id)
            for path in sorted({*dated, *others, *aged}, key=bytes_of)
        ]
        new.source.measure([*found.before.values(), *found.after.values(), *known])
        self.before = Part(old, [*found.before.values(), *known], around[0], rules)
        self.after = Part(new, [*found.after.values(), *known], around[1], rules)
        self._parts = self.before, self.after
        self.paths = found.paths | {entry.path for entry in known}
        self._asked = [*asked(rules.fact_types)]

    @cached_property
    def _near(self) -> list[Relation]:
        """The relations that are made anew of what is tied to the files that changed."""
        compose = {"compose_project"} if self._moves_dockerfiles else set()
        return [
            relation
            for relation in self._asked
            if relation.module in NEAR
            and (
                self._reads_others(relation)
                or not compose.isdisjoint(relation.gives)
                or not self._aging.isdisjoint(relation.gives)
            )
        ]

    @cached_property
    def _far(self) -> list[Relation]:
        """The relations that are made anew of the repository as a whole."""
        far = [relation for relation in self._asked if relation.module not in NEAR]
        paths = self._found.paths
        if self._moves_names or any(map(tells_by_its_content, paths)):
            return far
        return [relation for relation in far if not self._is_same(relation)]

    @cached_property
    def _moved(self) -> set[str]:
        """The paths at which a file appears or is gone, or turns into something else."""
        before, after = self._found.before, self._found.after
        return {p for p in self._found.paths if _kind(before, p) != _kind(after, p)}

    @cached_property
    def _moves_names(self) -> bool:
        return any(map(tells_by_its_name, self._moved))

    @property
    def _moves_dockerfiles(self) -> bool:
        return any(is_dockerfile(path) for path in self._moved)

    def _reads_others(self, relation: Relation) -> bool:
        """Whether a relation is made of facts of which something changed that it reads."""

        def read(part: Part, path: str) -> list[object]:
            return as_read(relation.module, part.of_types(path, relation.needs))

        return any(read(self.before, path) != read(self.after, path) for path in self.paths)

    def _is_same(self, relation: Relation) -> bool:
        """Whether a relation of the whole repository takes the same from all files."""
        if "repository" in relation.gives and self._has_another_beginning:
            return False
        if not self._aging.isdisjoint(relation.gives):
            return False
        if not self._reads_others(relation):
            return True
        any_runs = self._runner is not None
        for path in self.paths:
            was, now = (
                gist(relation.module, path, part.of_types(path, relation.needs), any_runs=any_runs)
                for part in (self.before, self.after)
            )
            if was is None or was != now:
                return False
        return True

    @property
    def _has_another_beginning(self) -> bool:
        """Whether the later commit descends from one that nothing leads to, and that is new."""
        history, commit = self.new.source.history, self.old.source.commit
        return history is None or commit is None or history.has_roots_since(commit)

    @cached_property
    def _runner(self) -> str | None:
        """A file that makes the repository one of a service, in both commits alike."""
        files = self.tree.files.items()
        return next((p for p, mark in files if mark.runs and p not in self.paths), None)

    def marks(self) -> dict[str, FileMark]:
        """What is known of the files of the later commit, by path."""
        marks = {path: m for path, m in self.tree.files.items() if path not in self.paths}
        for path, content_id in self.after.files.items():
            facts = self.after.facts.get(path, [])
            ties = ties_of(facts, self.after.around.units)
            owned = code_ownership.is_owned(path, facts)
            marks[path] = FileMark(content_id, ties, runs(facts), owned)
        return marks

    def cells(self) -> tuple[Cells, Cells]:
        """The facts that may differ, of both commits."""
        found = cells_of(self.before.facts), cells_of(self.after.facts)
        sides = (self.before, found[0]), (self.after, found[1])
        reaches = [self._reach(relation) for relation in self._near]
        inputs = frozenset[str]().union(*(reach.files for reach in reaches)) - self.paths
        others = self._unchanged(inputs, self._near) if self._near else []
        for part, cells in sides:
            facts = self._all(others, part) if self._near else []
            for reach in reaches:
                for fact in self._made(reach.relation, reach.needed(facts), part):
                    if fact.path in reach.reached:
                        cells[fact.path, FACT_NAMES[type(fact)]].append(fact)
        if self._far:
            files = self.tree.files.items()
            taken = {path for path, mark in files if WHOLE in mark.ties.gives} - self.paths
            others = self._unchanged({*taken, *filter(None, [self._runner])}, self._far)
            for part, cells in sides:
                facts = self._all(others, part)
                for relation in self._far:
                    for fact in self._made(relation, facts, part):
                        cells[fact.path, FACT_NAMES[type(fact)]].append(fact)
        return found

    def _all(self, others: Iterable[Fact], part: Part) -> list[Fact]:
        """The facts of one side, in the order of paths."""
        own = (fact for path in self.paths for fact in part.facts.get(path, ()))
        return sorted([*others, *own], key=lambda fact: bytes_of(fact.path))

    def _made(self, relation: Relation, facts: Sequence[Fact], part: Part) -> Iterator[Fact]:
        """What a relation makes of facts of one side, of the wanted types."""
        related = part.side.related(self._rules)
        first = related.first_commit_on() if "repository" in relation.gives else None
        # Where nothing moved that a relation knows by its name, both commits tell it the same.
        end = part if self._moves_names or self._moves_dockerfiles else self.after
        units = part.around.whole.units
        whole = UnlistedWhole(end.paths, first, related.read, related.abroad, known_units=units)
        needs = [fact for fact in facts if FACT_NAMES[type(fact)] in relation.needs]
        if counts_manifests(relation.module):
            files = self.tree.files.items()
            owned = (path for path, mark in files if mark.owned and path not in self.paths)
            made: Iterable[Fact] = [code_ownership.of_manifests(needs, owned, whole)]
        else:
            made = import_module(relation.module).relate(needs, whole)
        wanted = self._rules.fact_types
        return (fact for fact in made if FACT_NAMES[type(fact)] in wanted)

    def _reach(self, relation: Relation) -> Reach:
        """How far what changed reaches in a relation."""
        files, spread = self.tree.files, NEAR[relation.module]
        given = self._given(relation.module)
        if self._moves_dockerfiles:
            given |= {COMPOSED}
        # Often nothing is given, and nobody has to look at what any file needs.
        looked = files.items() if given else ()
        reached = {path for path, mark in looked if not mark.ties.needs.isdisjoint(given)}
        needed = frozenset[str]().union(
            *(
                ties_of(part.facts[p], part.around.units).needs
                for part in self._parts
                for p in self.paths
            ),
            *(files[path].ties.needs for path in reached),
        )
        inputs = {
            path
            for path, mark in files.items()
            if not spread.isdisjoint(mark.ties.sorts) and not mark.ties.gives.isdisjoint(needed)
        }
        kustomizations = {path for path in self.after.around.marks if path in files}
        reached |= self.paths
        return Reach(relation, spread, reached, inputs | reached | kustomizations)

    def _given(self, module: str) -> frozenset[str]:
        """The ties that facts at which a relation looks from other files give, where one of the
        commits does not have these facts."""
        given = frozenset[str]()
        for path in self.paths:
            was, now = (part.of_sorts(path, NEAR[module]) for part in self._parts)
            if path not in self._others:
                if as_read_elsewhere(module, was) == as_read_elsewhere(module, now):
                    continue
                was, now = [f for f in was if f not in now], [f for f in now if f not in was]
            for part, facts in zip(self._parts, (was, now), strict=True):
                given |= ties_of(facts, part.around.units).gives
        return given

    def _unchanged(self, paths: Iterable[str], relations: Iterable[Relation]) -> list[Fact]:
        """The facts of files that are the same in both commits, of which relations are made."""
        return self._read(paths, needed({name for one in relations for name in one.gives}))

    def _read(self, paths: Iterable[str], types: Collection[str]) -> list[Fact]:
        side, files = self.old, self.tree.files
        ordered = sorted((path for path in paths if path in files), key=bytes_of)
        survey = side.material.part([side.source.known(p, files[p].content_id) for p in ordered])
        survey.wanted = types
        found = side.related(self._rules).of_files(survey.facts(), self.before.around.overlays)
        return list(found)


def _kind(entries: Mapping[str, Entry], path: str) -> str:
    return entries[path].kind if path in entries else ""


def cells_of(facts: Mapping[str, Iterable[Fact]]) -> Cells:
    cells: Cells = defaultdict(list)
    for path, found in facts.items():
        for fact in found:
            cells[path, FACT_NAMES[type(fact)]].append(fact)
    return cells
