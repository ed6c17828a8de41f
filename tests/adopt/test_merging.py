"""Two branches that prune and adopt are merged by plain git, whatever lines they change."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sources.building import SHORT_LIVED

from platguard.baselines import new_file, new_name, pruned, read_baselines
from platguard.model.baseline import DebtEntry

FIRST = ".platguard/baseline/2027-06-30.txt"


@cache
def entry(number: int) -> DebtEntry:
    """A finding like its neighbours."""
    return DebtEntry(
        path=f"deploy/{number // 3}.yaml",
        rule=f"rule-{number % 3}",
        level="error",
        severity="high",
        fingerprint=f"{number:032x}",
        address=f"k8s:/Pod/shop/{number // 3}",
        subject="",
    )


class _Repository:
    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> int:
        """The status of git."""
        identity = ("-c", "user.name=tests", "-c", "user.email=tests@platform.example")
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._folder)}
        done = subprocess.run(
            ["git", *SHORT_LIVED, *identity, *arguments],
            cwd=self._folder,
            env={**environment, "GIT_CONFIG_NOSYSTEM": "1"},
            capture_output=True,
        )
        return done.returncode

    def files(self) -> dict[str, bytes]:
        """The files of the baselines."""
        found = self._folder.glob(".platguard/baseline/*")
        return {str(path.relative_to(self._folder)): path.read_bytes() for path in found}

    def named(self) -> set[DebtEntry]:
        """All that is adopted."""
        return {entry for each in read_baselines(self.files()) for entry in each.entries}

    def adopt(self, entries: Iterable[DebtEntry]) -> None:
        """As the command does with findings."""
        new = list(entries)
        if new:
            data = new_file(new)
            path = self._folder / new_name("2027-06-30", data, self.files().keys())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def prune(self, gone: frozenset[DebtEntry]) -> None:
        """As the command does with what is mended."""
        for path, data in self.files().items():
            left = pruned(data, path, gone, {})
            if left is None:
                (self._folder / path).unlink()
            else:
                (self._folder / path).write_bytes(left)

    def commit(self) -> None:
        """Everything, also nothing."""
        assert self.git("add", "-A") == 0
        assert self.git("commit", "-q", "--allow-empty", "-m", "change") == 0


numbers = st.frozensets(st.integers(0, 11)).map(lambda chosen: frozenset(map(entry, chosen)))
later = st.frozensets(st.integers(0, 24), max_size=5).map(
    lambda chosen: frozenset(entry(number) for number in chosen if number > 11)
)
side = st.tuples(numbers, later)


@settings(max_examples=30, deadline=None)
@given(side, side)
def test_branches_that_prune_and_adopt_always_merge(
    one: tuple[frozenset[DebtEntry], frozenset[DebtEntry]],
    other: tuple[frozenset[DebtEntry], frozenset[DebtEntry]],
) -> None:
    old = {entry(number) for number in range(12)}
    # A file that one side takes away and the other changes needs a person: what is left is nothing.
    if len(one[0]) == len(old) or len(other[0]) == len(old):
        return
    with TemporaryDirectory() as folder:
        repository = _Repository(folder)
        repository.adopt(old)
        repository.commit()
        for name, (gone, new) in (("one", one), ("other", other)):
            repository.git("switch", "-q", "-c", name, "main")
            repository.prune(gone)
            repository.adopt(new)
            repository.commit()
        assert repository.git("merge", "-q", "one", "-m", "merge") == 0
        assert repository.named() == (old - one[0] - other[0]) | one[1] | other[1]


def test_neighbours_that_two_branches_take_away_are_both_gone(tmp_path: Path) -> None:
    repository = _Repository(str(tmp_path))
    repository.adopt(map(entry, range(4)))
    repository.commit()
    for name, number in (("one", 1), ("other", 2)):
        repository.git("switch", "-q", "-c", name, "main")
        repository.prune(frozenset({entry(number)}))
        repository.commit()
    assert repository.git("merge", "-q", "one", "-m", "merge") == 0
    assert repository.named() == {entry(0), entry(3)}
