"""A year of an organisation in its history: how large it is, and how long questions take.

    python benchmarks/history_year.py [--repositories 10000] [--days 365] [--history URL]

Every repository has 100 findings, of which 1 % change each day (see `history_corpus`). Told are the
size on disk, the cost of one more daily scan a repository, each question of a report, and whole
reports, which are to take less than ten seconds. `--check` writes a small organisation both ways,
through the store and straight into the tables, and compares all answers.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from history_corpus import Estate

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history import questions
from platguard.history.database import Database
from platguard.history.opening import open_history
from platguard.history.questions import by_repository, matrix, sums, turns
from platguard.history.questions.moved import moved
from platguard.history.store import Store
from platguard.reporters.organisation import write

SECONDS = 10.0
FORMATS = ("json", "markdown", "html")
_WRITTEN = 300
"""Repositories of the one more day."""


def main() -> int:
    """Prints all measures; 1 when a report takes too long or the check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=100)
    parser.add_argument("--churn", type=int, default=1, help="findings that change a day")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--history", default="", help="a file, or the URL of an empty PostgreSQL")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if given.check:
        return _check()
    gc.disable()  # as the program does
    estate = Estate(given.repositories, given.findings, given.churn, given.days)
    with tempfile.TemporaryDirectory() as folder:
        where = given.history or str(Path(folder) / "history.db")
        with closing(open_history(where)) as store:
            return _measure(estate, store, where)


def _measure(estate: Estate, store: Store, where: str) -> int:
    _timed("written straight into the tables", lambda: estate.write(store.database))
    if store.database.is_sqlite:
        print(f"{os.path.getsize(where) / 1e6:9.0f} MB on disk")
    _next_day(estate, store)
    last = estate.day(estate.length - 1)
    for name, ask in _questions(store.database, estate):
        _timed(name, ask)
    took = [_timed(f"report in {name}", partial(_report, store, last, name)) for name in FORMATS]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:9.0f} MB of memory at most")
    return int(max(took) > SECONDS)


def _report(store: Store, day: date, name: str) -> int:
    wanted = Wanted(as_of=day, since=day - timedelta(days=90))
    report = assemble(Answers(store.database), wanted)
    stream = BytesIO()
    write(report, stream, name)
    return len(stream.getvalue())


def _next_day(estate: Estate, store: Store) -> None:
    """One more scan of some repositories, of which 1 % of the findings changed."""
    longer = Estate(estate.repositories, estate.findings, estate.churn, estate.length + 1)
    some = range(min(_WRITTEN, estate.repositories))
    names = [estate.placement(one).name for one in some]
    seen = [
        (longer.placement(one), longer.observation(one, estate.length, [*longer.lives(one)]))
        for one in some
    ]
    run = store.begin(longer.terms(estate.length), names, whole=False)
    start = time.perf_counter()
    for placement, observation in seen:
        run.write(placement, observation)
    each = (time.perf_counter() - start) / len(seen) * 1000
    print(f"{each:9.2f} ms a repository for one more day")


def _questions(base: Database, estate: Estate) -> Iterator[tuple[str, Callable[[], int]]]:
    first, last = estate.day(0), estate.day(estate.length - 1)
    middle, lately = estate.day(estate.length // 2), last - timedelta(days=90)

    def counted(rows: Iterator[Any]) -> Callable[[], int]:
        return lambda: sum(1 for _ in rows)

    for day in (middle, last):
        yield f"states on {day}", counted(questions.states(base, day))
        yield f"rules by repository on {day}", counted(matrix.held(base, day))
        yield f"failing by repository on {day}", counted(sums.failed_in(base, day))
        yield f"usages on {day}", counted(questions.usages(base, day))
    names = [one.placement.name for one in questions.states(base, last)]
    yield "moved in 90 days", lambda: len(moved(base, [last], lately, last, names).of_rules)
    yield "began in the year", counted(by_repository.began(base, first, last))
    yield "ended in the year", counted(by_repository.ended(base, first, last))
    yield "turns of rules", counted(turns.turns(base, last))
    yield "coverage of the year", counted(questions.coverage(base, first, last))
    yield "tallies of the year", counted(questions.tallies(base, first, last))
    yield "findings of the last day", counted(questions.findings(base, last))


def _timed(name: str, step: Callable[[], Any]) -> float:
    start = time.perf_counter()
    found = step()
    took = time.perf_counter() - start
    told = f", {found:,}" if isinstance(found, int) else ""
    print(f"{took:9.2f} s {name}{told}", flush=True)
    return took


def _check() -> int:
    """Whether the tables say what scans would have made them say."""
    estate = Estate(4, 12, 2, 40)
    with tempfile.TemporaryDirectory() as folder:
        with closing(open_history(str(Path(folder) / "a.db"))) as store:
            estate.write(store.database)
            straight = _answers(store.database, estate)
        with closing(open_history(str(Path(folder) / "b.db"))) as store:
            _scan(estate, store)
            scanned = _answers(store.database, estate)
    different = [name for name, held in straight.items() if held != scanned[name]]
    print("\n".join(f"different: {name}" for name in different) or "the same")
    return bool(different)


def _scan(estate: Estate, store: Store) -> None:
    names = [estate.placement(one).name for one in range(estate.repositories)]
    lives = [[*estate.lives(one)] for one in range(estate.repositories)]
    for day in range(estate.length):
        run = store.begin(estate.terms(day), names)
        for one, held in enumerate(lives):
            run.write(estate.placement(one), estate.observation(one, day, held))
        run.finish()


def _answers(base: Database, estate: Estate) -> dict[str, Sequence[Any]]:
    first, last = estate.day(0), estate.day(estate.length - 1)
    found: dict[str, Sequence[Any]] = {
        question.__name__: [*question(base, first, last)]
        for question in (
            by_repository.began,
            by_repository.ended,
            questions.coverage,
            questions.tallies,
        )
    }
    for number in (0, 7, estate.length - 1):
        day = estate.day(number)
        for question in (
            questions.states,
            matrix.held,
            sums.failed_in,
            questions.findings,
            questions.usages,
            questions.rules,
        ):
            found[f"{question.__name__} on {day}"] = [*question(base, day)]
    return found


if __name__ == "__main__":
    sys.exit(main())
