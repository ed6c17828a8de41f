"""One opening for many repositories: what each costs on the first day, the second and the third.

    python benchmarks/organisation_speed.py [--repositories 40] [--files 200] [--manifests 50 200]

Bare repositories are judged one after the other in this process, at HEAD, as a scan of their
organisation does. On the second day nothing has changed, on the third 1 % of the files of each
repository. The limit is 30 ms a repository on one core on the third day. Beside the milliseconds
stands how many times that is what `git rev-parse HEAD` costs, which depends on the machine alone.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from organisation_corpus import Repository

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.model.organisation import Member, Placement
from platguard.organisation.observing import observe
from platguard.organisation.orders import Brief, Order

FIRST = date(2026, 11, 20)
MILLISECONDS = 30.0
CONFIGURATION = "standards: [builtin]\nsegments: {backend: {}}\n"


class Cost(NamedTuple):
    """What repositories took, the median of each in milliseconds."""

    wall: float
    cpu: float
    """Of processors, of this process and of all that it started."""
    processes: float
    """How many git processes were started."""


class Organisation:
    """Repositories, and what judges them."""

    def __init__(self, top: Path, repositories: int, files: int, manifests: int) -> None:
        self.top = top
        self.repositories = [
            Repository(top / f"repository-{number}.git", number, files, manifests)
            for number in range(repositories)
        ]
        (top / "platguard.yaml").write_text(CONFIGURATION)
        self.bench = Bench(Cache(str(top / "cache")))

    def judge(self, repository: Repository, day: date) -> None:
        """What a worker does for one repository."""
        name = repository.folder.name.removesuffix(".git")
        folder = str(repository.folder)
        placement = Placement(f"bench/{name}", team="payments", segment="backend")
        brief = Brief(
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            as_of=day,
            cwd=str(self.top),
            environ=dict(os.environ),
            config=str(self.top / "platguard.yaml"),
            cache=str(self.top / "cache"),
        )
        order = Order(Member(placement, folder), folder)
        observation = observe(order, brief, self.bench, lambda commit: None).observation
        assert observation.judged, observation.reason
        assert observation.usages

    def day(self, day: date) -> Cost:
        """What a day costs."""
        return cost([partial(self.judge, one, day) for one in self.repositories])

    def change(self, files: int) -> None:
        """A commit of so many files in every repository."""
        for repository in self.repositories:
            repository.change(files)


def cost(calls: Sequence[Callable[[], object]]) -> Cost:
    """What some calls cost each."""
    wall, cpu, before = [], [], Started.count
    for call in calls:
        start, used = time.perf_counter(), _used()
        call()
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((_used() - used) * 1000)
    return Cost(median(wall), median(cpu), (Started.count - before) / len(calls))


def _used() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in own)


class Started(subprocess.Popen[Any]):
    """Counts the processes that are started."""

    count = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        Started.count += 1
        super().__init__(*arguments, **options)


def measures(
    top: Path, repositories: int, files: int, manifests: int
) -> Iterator[tuple[str, Cost]]:
    """What git costs, and each day."""
    organisation = Organisation(top, repositories, files, manifests)
    here = str(organisation.repositories[0].folder)
    asked = ["git", "rev-parse", "HEAD"]
    ask = partial(subprocess.run, asked, check=True, cwd=here, stdout=subprocess.DEVNULL)
    yield "git rev-parse HEAD", cost([ask] * 20)
    days = (FIRST + timedelta(days=number) for number in range(10))
    yield "first day", organisation.day(next(days))
    for round_ in range(2):
        yield f"day without changes ({round_ + 1})", organisation.day(next(days))
        organisation.change(max(1, files // 100))
        yield f"day with changes ({round_ + 1})", organisation.day(next(days))
    yield "the same day again", organisation.day(FIRST + timedelta(days=4))


def told(measured: Iterator[tuple[str, Cost]]) -> Iterator[str]:
    """A line for each measure; and whether the limit holds."""
    unit: Cost | None = None
    for name, taken in measured:
        unit = unit or taken
        yield (
            f"  {name}: {taken.wall:.1f} ms, {taken.wall / unit.wall:.1f} times;"
            f" processors {taken.cpu:.1f} ms, {taken.cpu / unit.cpu:.1f} times;"
            f" {taken.processes:.1f} processes"
        )
        if name.startswith("day with") and taken.cpu > MILLISECONDS:
            yield f"  MISSED: more than {MILLISECONDS:.0f} ms of processors"


def main() -> int:
    """Prints every measure; 1 when the limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=40)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--manifests", type=int, nargs="+", default=[50, 200])
    given = parser.parse_args()
    subprocess.Popen = Started  # type: ignore[misc]
    gc.disable()  # as the command does
    missed = False
    for manifests in given.manifests:
        print(f"{given.repositories} repositories of {given.files} files, {manifests} manifests")
        with tempfile.TemporaryDirectory() as name:
            for line in told(measures(Path(name), given.repositories, given.files, manifests)):
                print(line, flush=True)
                missed = missed or "MISSED" in line
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
