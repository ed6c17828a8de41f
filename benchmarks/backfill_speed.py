"""What the past of one repository costs: months against contents that were never seen before.

    python benchmarks/backfill_speed.py [--months 6 12 24 48] [--files 400] [--changes 480]
    python benchmarks/backfill_speed.py --repository FOLDER.git [--until 2026-08-01]

A repository of manifests whose files change so often in all is spread over more and more months,
and judged at the end of each, in this process, as `platguard org backfill` does. The contents that
are parsed stay the same, so the cost must nearly do so: eight times the months may cost at most
three times as much. With --whole stands beside it what judging each month as a whole costs, without
a memory of what was judged before. With --repository, the months before a day of a real one are
judged.
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
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from corpus import manifest

from platguard import memory
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.dates import add_months
from platguard.model.organisation import WITH_FINDINGS, Member, Placement
from platguard.organisation.backfill_subjects import subjects
from platguard.organisation.observing import observe
from platguard.organisation.orders import Brief, Order

LAST = date(2026, 10, 31)
MOST = 3.0
"""How many times what the fewest months cost the most may cost."""
CONFIGURATION = "standards: [builtin]\n"


class Cost(NamedTuple):
    """What some months cost."""

    months: int
    parsed: int
    """Contents that were parsed."""
    first: float
    """Seconds of processors, of this process and all that it started, for the first month."""
    others: float
    """The same for all other months together."""
    wall: float


class Parsed:
    """Counts the contents that are parsed."""

    def __init__(self) -> None:
        self.count = 0
        self._extract: Any = vars(memory)["extract"]
        vars(memory)["extract"] = self

    def __call__(self, *given: Any) -> Any:
        self.count += 1
        return self._extract(*given)


def generated(folder: Path, files: int, changes: int, months: int) -> Path:
    """A bare repository whose files change so often, evenly in so many months."""
    _git(folder.parent, b"", "init", "-q", "--bare", "-b", "main", folder.name)
    days = [add_months(LAST, number - months + 1) for number in range(months)]
    _git(folder, b"".join(_stream(days, files, changes)), "fast-import", "--quiet")
    _git(folder, b"", "repack", "-q", "-a", "-d")
    return folder


def _stream(days: Sequence[date], files: int, changes: int) -> Iterator[bytes]:
    versions = [0] * files
    done = 0
    for number, day in enumerate(days):
        until = changes * number // max(len(days) - 1, 1)
        # Changes go through all files, one after the other.
        numbers = range(files) if not number else [one % files for one in range(done, until)]
        done = until
        seconds = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
        yield b"commit refs/heads/main\n"
        yield b"committer bench <bench@platform.example> %d +0000\ndata 0\n\n" % seconds
        for file in numbers:
            versions[file] += 1
            cpu = f"cpu: {100 + versions[file]}m"
            data = manifest(file, 0).replace("cpu: 100m", cpu).encode()
            yield b"M 100644 inline service-%d.yaml\ndata %d\n%s\n" % (file, len(data), data)


def _git(folder: Path, given: bytes, *arguments: str) -> None:
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    command = ["git", "-c", "gc.auto=0", *arguments]
    subprocess.run(command, cwd=folder, env=kept, input=given, check=True)


def cost(folder: Path, top: Path, months: int, last: date, parsed: Parsed, cache: str) -> Cost:
    """What the months until `last` of a repository cost; without a cache, each as a whole."""
    days = [add_months(last, number - months + 1) for number in range(months)]
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    brief = Brief(
        now=now,
        as_of=last,
        cwd=str(top),
        environ=dict(os.environ),
        config="platguard.yaml",
        cache=cache or None,
        announced_by=now.date(),
    )
    order = Order(Member(Placement("bench/repository"), path=str(folder)), str(folder))
    bench, before, start = Bench(Cache(brief.cache)), parsed.count, time.perf_counter()
    (subject,) = subjects([order], {}, days, UTC, now, brief.environ)
    spent = []
    for day in days:
        used = _used()
        if not subject.is_there(day):
            continue
        asked, known = subject.on(day, "")
        seen = observe(asked, brief.of(asked), bench, lambda commit: None).observation
        assert known is None
        assert seen.status in WITH_FINDINGS, seen.reason
        spent.append(_used() - used)
    wall = time.perf_counter() - start
    return Cost(len(spent), parsed.count - before, spent[0], sum(spent[1:]), wall)


def _used() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in own)


def _told(name: str, taken: Cost) -> str:
    month = 1000 * taken.others / max(taken.months - 1, 1)
    return (
        f"  {taken.months} months, {name}: {taken.parsed:,} contents parsed;"
        f" {taken.first + taken.others:.2f} s of processors ({taken.first:.2f} s for the first,"
        f" {month:.0f} ms for each other month); {taken.wall:.2f} s in all"
    )


def main() -> int:
    """Prints every measure; 1 when the limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, nargs="+", default=[6, 12, 24, 48])
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--changes", type=int, default=480)
    parser.add_argument("--repository", type=Path)
    parser.add_argument("--until", type=date.fromisoformat, default=LAST)
    parser.add_argument("--whole", action="store_true", help="measure also without a memory")
    given = parser.parse_args()
    gc.disable()  # as the command does
    parsed, totals = Parsed(), []
    for months in given.months:
        with tempfile.TemporaryDirectory() as name:
            top = Path(name)
            (top / "platguard.yaml").write_text(CONFIGURATION)
            folder = given.repository or generated(
                top / "repository.git", given.files, given.changes, months
            )
            at = folder.resolve(), top, months, given.until, parsed
            taken = cost(*at, str(top / "cache"))
            print(_told("followed", taken), flush=True)
            totals.append(taken.first + taken.others)
            if given.whole:
                print(_told("each as a whole", cost(*at, "")), flush=True)
    if not given.repository and max(totals) > MOST * min(totals):
        print(f"  MISSED: {max(totals) / min(totals):.1f} times what the fewest months cost")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
