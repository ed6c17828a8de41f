"""The files that Kustomizations deploy from where, or under names which, nobody would look at.

What a Kustomization that is judged deploys is deployed, wherever it lies and whatever it is called:
in a vendored folder, in one of examples, without the ending of a manifest. Kustomize loads a
resource as a file of any name, else as a folder with a Kustomization (kubernetes-sigs/kustomize
api/internal/target/kusttarget.go, `accumulateResources`). Those that nobody judges deploy nothing
here: Kustomizations in vendored folders, in folders of examples, and excluded ones, unless another
one that counts lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from posixpath import join, normpath

from platguard.facts import kind_of
from platguard.facts.examples import is_example
from platguard.memory import FactMemory
from platguard.model.facts import KustomizationFact
from platguard.overlaid import files_of, kustomizations_of
from platguard.relations import Whole
from platguard.relations.units import Unit, Units
from platguard.sources import Source
from platguard.sources.discovery import vendored_among
from platguard.tuples import NamedTuple


class DeployedPaths(NamedTuple):
    """What Kustomizations deploy."""

    listed: frozenset[str]
    """All the paths that they name as resources and as patches, be there a file or not."""
    elsewhere: frozenset[str]
    """Of these and of their own, those of which the path says otherwise: in vendored folders, in
    folders of examples, and called like nothing that is read."""


NOTHING = DeployedPaths(frozenset(), frozenset())


class Deployed:
    """What the Kustomizations of a source deploy, known once somebody asks."""

    def __init__(self, source: Source, memory: FactMemory, excluded: Callable[[str], bool]) -> None:
        """`excluded` tells whether a path is left out by configuration or by a flag."""
        self._source = source
        self._memory = memory
        self._excluded = excluded

    @cached_property
    def paths(self) -> DeployedPaths:
        """See `deployed_among`."""
        return deployed_among(self._units, self._whole.paths, self._excluded)

    @cached_property
    def absent(self) -> Sequence[tuple[str, str]]:
        """What is deployed and is not in the repository: the path of the Kustomization that lists
        it, and how it names it."""
        present = frozenset(self._whole.paths)
        is_vendored = vendored_among(present)
        found = [
            (fact.path, entry)
            for unit, fact in _in_use(self._units, is_vendored, self._excluded)
            for entry in _absent(unit, fact, present, self._whole.units)
        ]
        return sorted(found)

    def take_nothing(self) -> None:
        """Takes from somebody who looked that there are no Kustomizations."""
        self.absent = ()

    @cached_property
    def _whole(self) -> Whole:
        return Whole(self._source.list(""))

    @cached_property
    def _kustomizations(self) -> list[KustomizationFact]:
        return kustomizations_of(self._whole, files_of(self._source), self._memory)

    @cached_property
    def _units(self) -> Units:
        return Units(self._whole.units, self._kustomizations)


def deployed_among(
    units: Units, paths: Iterable[str], excluded: Callable[[str], bool]
) -> DeployedPaths:
    """What the Kustomizations of some units deploy.

    `paths` has those of all that are called `Chart.yaml`, and may have others.
    """
    is_vendored = vendored_among(paths)
    used = [*_in_use(units, is_vendored, excluded)]
    listed = frozenset(path for unit, _ in used for path in (*unit.listed, *unit.patches))
    return DeployedPaths(
        listed,
        frozenset(
            path
            for path in (*listed, *(fact.path for _, fact in used))
            if kind_of(path) is None or is_example(path) or is_vendored(path)
        ),
    )


def _in_use(
    units: Units, is_vendored: Callable[[str], bool], excluded: Callable[[str], bool]
) -> Iterator[tuple[Unit, KustomizationFact]]:
    """The units that somebody deploys, each with its Kustomization."""

    def is_root(fact: KustomizationFact) -> bool:
        path = fact.path
        return not (is_example(path) or is_vendored(path) or excluded(path))

    for unit in units.reached_from(is_root):
        if unit.kustomization is not None and not excluded(unit.kustomization.path):
            yield unit, unit.kustomization


def _absent(
    unit: Unit, fact: KustomizationFact, present: Collection[str], folders: Collection[str]
) -> Iterator[str]:
    """What a Kustomization names that is not in the repository."""
    for entry in (*fact.resources, *fact.components):
        path = normpath(join(unit.folder, entry))
        if "://" in entry or not (path in present or path in folders):
            yield entry
