"""Where commits are at hand: in the repositories of a folder, or where an inventory says."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from platguard.errors import PlatguardError, UsageError
from platguard.inventory.folders import repositories_below
from platguard.inventory.naming import name_of_folder
from platguard.mirrors.fetching import Mirrors
from platguard.model.organisation import Inventory
from platguard.records import dataclass
from platguard.sources.git import Git


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository on this machine that may have a commit."""

    name: str
    """What it is called here; empty for one that is known by its commits alone."""
    folder: str


def clones_in(folder: str) -> list[Clone]:
    """The repositories below a folder, bare or not; UsageError when there is no such folder."""
    if not os.path.isdir(folder):
        raise UsageError("there is no such folder", path=folder)
    paths = (os.path.join(folder, path) for path in repositories_below(folder))
    return [Clone(name_of_folder(path, folder), os.path.abspath(path)) for path in paths]


def clones_of(inventory: Inventory, mirrors: Mirrors) -> list[Clone]:
    """The repositories of an inventory that lie here; mirrors as they were fetched."""
    found = []
    for member in inventory.members:
        mirror = mirrors.known(member.url) if member.url else None
        folder = mirror.folder if mirror else member.path
        if folder and os.path.isdir(folder):
            found.append(Clone(member.placement.name, os.path.abspath(folder)))
    return found


def at_hand(
    wanted: Mapping[str, str], clones: Sequence[Clone], environ: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The folder of a clone that has the commit, for each repository of which one has; and why
    clones could not be asked, by their names.

    `wanted` are commits by the name of the repository. The name of a clone does not matter where
    none is called so: a commit is the same wherever it is. One whose history was cut off comes
    last, because it does not tell when secrets were rotated.
    """
    known = _AtHand(environ)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in wanted:
        alike[_last(name)].append(name)
    for number, clone in enumerate(clones):
        names = {*alike[_last(clone.name)], *alike[_last(clone.folder)]}
        known.ask(number, clone, {name: wanted[name] for name in sorted(names)})
    # Every clone is asked for every commit that is left: for few, where people keep names.
    left = {name: commit for name, commit in wanted.items() if not known.is_whole(name)}
    for number, clone in enumerate(clones):
        known.ask(number, clone, {n: c for n, c in left.items() if not known.is_whole(n)})
    return known.folders, known.faults


def _last(path: str) -> str:
    """The last part of a name or a path."""
    return os.path.basename(path).removesuffix(".git").casefold()


class _Place(NamedTuple):
    """Where a commit is; the least is the best."""

    is_cut_off: bool
    """Whether the clone has not all of its history."""
    is_called_otherwise: bool
    number: int
    """Of the clone, in the order in which clones were named."""
    folder: str


class _AtHand:
    """What is known of where commits are."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.faults: dict[str, str] = {}
        self._environ = environ
        self._best: dict[str, _Place] = {}

    @property
    def folders(self) -> dict[str, str]:
        """The best folder for each repository."""
        return {name: place.folder for name, place in self._best.items()}

    def is_whole(self, name: str) -> bool:
        """Whether a commit is in a clone that has all of its history."""
        return name in self._best and not self._best[name].is_cut_off

    def ask(self, number: int, clone: Clone, wanted: Mapping[str, str]) -> None:
        """Asks a clone for commits."""
        commits = sorted({commit for commit in wanted.values() if commit})
        if not commits:
            return
        try:
            git = Git.find(clone.folder, self._environ)
            there = _there(git, commits) if git is not None else set()
        except PlatguardError as error:
            self.faults[clone.name] = str(error)
            return
        for name, commit in wanted.items():
            if git is None or commit not in there:
                continue
            place = _Place(git.is_shallow, clone.name != name, number, clone.folder)
            self._best[name] = min(place, self._best.get(name, place))


def _there(git: Git, commits: Sequence[str]) -> set[str]:
    """Which of some commits a repository has."""
    given = "".join(f"{commit}\n" for commit in commits).encode("ascii")
    told = git.run("cat-file", "--batch-check", given=given).decode("ascii", "replace")
    return {line.split()[0] for line in told.splitlines() if line.split()[1:2] == ["commit"]}
