"""A cold scan of an organisation against the scans of its repositories, one by one.

    python benchmarks/organisation_cold.py [--repositories 20] [--files 200] [--manifests 200]
        [--sample 20]

Every command begins without a cache, by the same rules: `platguard scan` in a clone of each
repository, and `platguard org scan` over the bare ones by one process and by two. By one it should
take no longer than the sum of single scans, on the clock and of processors, and by two 1.6 times
less. With `--sample`, only so many of them are scanned one by one, and what that takes is scaled to
all. Then, with a cache, a second day on which 1 % of the files of each repository differ: the
limit is 30 ms of processors for each repository more than one.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from organisation_corpus import Repository

PROGRAM = [sys.executable, "-c", "from platguard.__main__ import run; run()"]
GAIN = 1.6
MILLISECONDS = 30.0
CONFIGURATION = "standards: [builtin]\nsegments: {backend: {}}\n"


class Cost(NamedTuple):
    """Seconds on the clock, and of processors."""

    wall: float
    processors: float


class Commands:
    """Runs platguard in a folder, and says what that costs."""

    def __init__(self, top: Path) -> None:
        self.top = top
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self._environ = {**kept, "HOME": str(top), "PLATGUARD_CACHE_DIR": str(top / "cache")}

    def cost(self, *arguments: str) -> Cost:
        """What a command costs, which finds what does not comply."""
        begun, used = time.perf_counter(), _used()
        command = [*PROGRAM, *arguments]
        done = subprocess.run(command, cwd=self.top, env=self._environ, capture_output=True)
        assert done.returncode == 1, done.stderr.decode()
        return Cost(time.perf_counter() - begun, _used() - used)

    def org_scan(
        self, day: str, *arguments: str, jobs: int = 1, inventory: str = "inventory.yaml"
    ) -> Cost:
        """What a scan of the organisation costs."""
        asked = ("org", "scan", inventory, "--as-of", day, f"--jobs={jobs}", *arguments)
        return self.cost(*asked)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def total(costs: Iterable[Cost]) -> Cost:
    """The sum of some costs."""
    return Cost(*map(sum, zip(*costs, strict=True)))


def organisation(
    top: Path, repositories: int, files: int, manifests: int, sample: range
) -> list[Repository]:
    """Bare repositories and a clone of some, with an inventory."""
    (top / "platguard.yaml").write_text(CONFIGURATION)
    made, lines = [], ["repositories:"]
    for number in range(repositories):
        made.append(Repository(top / f"{number}.git", number, files, manifests))
        if number in sample:
            command = ["git", "clone", "-q", f"{number}.git", f"clone-{number}"]
            subprocess.run(command, cwd=top, check=True)
        lines.append(f"  - {{name: bench/{number}, path: {number}.git, segment: backend}}")
    (top / "inventory.yaml").write_text("\n".join(lines) + "\n")
    (top / "alone.yaml").write_text("\n".join(lines[:2]) + "\n")
    return made


def measure(top: Path, repositories: int, files: int, manifests: int, most: int) -> bool:
    """Prints every measure; whether the limits hold. At most so many are scanned one by one."""
    sample = range(0, repositories, -(-repositories // most))
    made = organisation(top, repositories, files, manifests, sample)
    commands = Commands(top)
    asked = ("scan", "--no-cache", "--config=platguard.yaml")
    commands.cost(*asked, "clone-0")  # compiles modules
    found = total(commands.cost(*asked, f"clone-{number}") for number in sample)
    single = Cost(*(cost * repositories / len(sample) for cost in found))
    one = commands.org_scan("2026-11-20", "--no-cache", "--history=1.db")
    two = commands.org_scan("2026-11-20", "--no-cache", "--history=2.db", jobs=2)
    print(f"{repositories} single scans: {single.wall:.1f} s, processors {single.processors:.1f} s")
    for jobs, cost in ((1, one), (2, two)):
        part = cost.processors / single.processors
        print(
            f"one scan by {jobs}: {cost.wall:.1f} s, {single.wall / cost.wall:.2f} times as fast;"
            f" processors {cost.processors:.1f} s, {part:.2f} of the sum"
        )
    print(f"two processes against one: {one.wall / two.wall:.2f} times as fast")
    commands.org_scan("2026-11-20")
    for repository in made:
        repository.change(max(1, files // 100))
    changed = commands.org_scan("2026-11-21")
    again = commands.org_scan("2026-11-21")
    alone = commands.org_scan("2026-11-21", "--history=alone.db", inventory="alone.yaml")
    print(f"second day: {changed.wall:.1f} s; one repository alone {alone.processors:.1f} s")
    milliseconds = []
    for name, cost in (("1 % changed", changed), ("the same day again", again)):
        more = (cost.processors - alone.processors) / (repositories - 1)
        milliseconds.append(more * 1000)
        print(f"  {name}: {milliseconds[-1]:.1f} ms of processors for each one more")
    return (
        one.wall <= single.wall
        and one.processors <= single.processors
        and one.wall / two.wall >= GAIN
        and milliseconds[0] <= MILLISECONDS
    )


def main() -> int:
    """Prints every measure; 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=20)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--manifests", type=int, default=200)
    parser.add_argument("--sample", type=int)
    given = parser.parse_args()
    most = given.sample or given.repositories
    with tempfile.TemporaryDirectory() as name:
        holds = measure(Path(name), given.repositories, given.files, given.manifests, most)
    if not holds:
        print("MISSED")
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
