"""What more workers gain: cold scans of an organisation by one process, and by two.

    python benchmarks/engine_speed.py [--repositories 40] [--files 200] [--manifests 200]
        [--engine local] [--jobs 1 2] [--runs 3]

Every run begins without a cache. The best run of each number of jobs counts, and they take turns,
because the machine may do other things as well. Two processes should be 1.6 times as fast as one.
What they need of processors does not depend on others: where it grows with the number of jobs,
something is done more than once; where it does not and nothing is gained, somebody waits.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from organisation_corpus import Repository

from platguard.model.organisation import Member, Placement
from platguard.organisation.engines import Lost, check_engine, engine_of
from platguard.organisation.orders import Brief, Order

DAY = date(2026, 11, 22)
GAIN = 1.6
CONFIGURATION = "standards: [builtin]\nsegments: {backend: {}}\n"


class Cost(NamedTuple):
    """Seconds of a scan."""

    wall: float
    processors: float
    """Of all processes together."""
    coordinator: float
    """Of the processor, of the one process that deals the orders."""


def scan(top: Path, orders: Sequence[Order], engine: str, jobs: int) -> Cost:
    """One scan that remembers nothing of others."""
    with tempfile.TemporaryDirectory(dir=top) as cache:
        brief = Brief(
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            as_of=DAY,
            cwd=str(top),
            environ={name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ},
            config=str(top / "platguard.yaml"),
            cache=cache,
        )
        start, own, others = time.perf_counter(), _used(resource.RUSAGE_SELF), _children()
        with closing(engine_of(engine, brief, jobs, 600.0, 0, time.monotonic)) as opened:
            for answer in opened.run(orders):
                assert not isinstance(answer.outcome, Lost), answer.outcome.reason
                assert answer.outcome.observation.judged
            wall = time.perf_counter() - start
        own = _used(resource.RUSAGE_SELF) - own
        return Cost(wall, own + _children() - others, own)


def _used(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _children() -> float:
    """Of processes that have ended: the engine is closed, so that all of its have."""
    return _used(resource.RUSAGE_CHILDREN)


def main() -> int:
    """Prints what each number of jobs costs; 1 when two gain too little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=40)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--manifests", type=int, default=200)
    parser.add_argument("--engine", type=check_engine, default="local")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    gc.disable()  # as the command does
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        (top / "platguard.yaml").write_text(CONFIGURATION)
        orders = []
        for number in range(given.repositories):
            folder = top / f"repository-{number}.git"
            Repository(folder, number, given.files, given.manifests)
            place = Placement(f"bench/{number}", team="payments", segment="backend")
            orders.append(Order(Member(place, path=str(folder)), str(folder)))
        costs: dict[int, list[Cost]] = {jobs: [] for jobs in given.jobs}
        for _ in range(given.runs):
            for jobs, found in costs.items():
                found.append(scan(top, orders, given.engine, jobs))
    best = {jobs: min(found) for jobs, found in costs.items()}
    first = next(iter(best.values()))
    for jobs, cost in best.items():
        print(
            f"{jobs} jobs: {cost.wall:.1f} s, {first.wall / cost.wall:.2f} times as fast;"
            f" processors {min(found.processors for found in costs[jobs]):.1f} s,"
            f" of them {cost.coordinator:.2f} s dealing orders"
        )
    missed = {1, 2} <= best.keys() and best[1].wall / best[2].wall < GAIN
    if missed:
        print(f"MISSED: two jobs are not {GAIN} times as fast as one")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
