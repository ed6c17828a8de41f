"""A scan that is interrupted anywhere and called again comes to what it would have come to."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from platguard.cache import Cache
from platguard.errors import UsageError
from platguard.history.opening import open_history
from platguard.model.organisation import Member, Observation, Placement, Row, RuleNote, Terms
from platguard.model.organisation_scan import OrganisationScan, RepositoryLine
from platguard.organisation.engines import Answer, Lost
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.run import Record
from platguard.organisation.scanning import Scanning, scan_members
from platguard.reporters import organisation_scan_json

DAY = date(2026, 11, 22)
DIGEST = f"sha256:{'0' * 64}"
NOTE = RuleNote("tag", "own", "Tags stay", "high", "enforced", 1, "us", "#us", "")
TERMS = Terms(DAY, "UTC", "1.0", DIGEST, DIGEST, DIGEST, {}, [NOTE])
MEMBERS = [Member(Placement(f"team/{n}", "team"), path=f"/clones/{n}") for n in range(9)]
LOST = "team/4"


class Interrupted(BaseException):
    """As SystemExit: nothing that catches errors catches it."""


class Given:
    """An engine that knows all answers. It loses the worker of one repository, each time."""

    def __init__(self, shuffle: int = 0) -> None:
        self._random = random.Random(shuffle)
        self.asked: list[str] = []

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """All answers, in an order of its own."""
        answers = list(orders)
        self._random.shuffle(answers)
        for order in answers:
            self.asked.append(order.name)
            lost = order.name == LOST
            yield Answer(order, Lost("it died", "d" * 40) if lost else Observed(_seen(order)))

    def close(self) -> None:
        """Nothing was started."""


def _seen(order: Order) -> Observation:
    number = int(order.name.rpartition("/")[2])
    row = Row(
        *("tag", f"{number:032x}", "fail", "error", "high", "It moves.", "Dockerfile"),
        *(1, 6, "stage/0", "web"),
    )
    return Observation(
        order.name,
        DAY,
        "judged",
        commit=f"{number:040x}",
        exit=1,
        discovered=number + 1,
        judged=number + 1,
        counts={"tag": {"fail": 1, "pass": number}},
        rows=[row],
    )


class Watcher:
    """Interrupts a scan after so many repositories."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.before = 0

    def settled(self, line: RepositoryLine) -> None:
        """One more is done."""
        self.left -= 1
        if self.left == 0:
            raise Interrupted

    def resumed(self, number: int) -> None:
        """So many were done."""
        self.before = number

    def again(self, number: int) -> None:
        """Nobody asks others here."""
        raise AssertionError


def scanned(folder: Path, engine: Given, watcher: Watcher) -> OrganisationScan:
    """A scan with a history and a cache in a folder."""
    cache = str(folder / "cache")
    with closing(open_history(str(folder / "history.db"))) as store:
        record = store.begin(TERMS, [member.placement.name for member in MEMBERS])
        return scan_with(record, cache, store.name, engine, watcher)


def scan_with(
    record: Record, cache: str | None, name: str, engine: Given, watcher: Watcher
) -> OrganisationScan:
    """A scan with some record."""
    quarantine = Quarantine(Cache(cache))
    scanning = Scanning(TERMS, cache, name, "error", False, "")
    orders = (Order(member, member.path) for member in MEMBERS)
    return scan_members(MEMBERS, orders, engine, quarantine, scanning, record, watcher)


def told(scan: OrganisationScan) -> str:
    """The scan as JSON."""
    text = StringIO()
    organisation_scan_json.write(scan, text)
    return text.getvalue()


def content(folder: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """All views of the history for people: they have no ids of the database."""
    with closing(sqlite3.connect(folder / "history.db")) as base:
        views = base.execute("select name from sqlite_schema where type = 'view' order by name")
        names = [name for (name,) in views]
        assert names
        return [(n, sorted(base.execute(f"select * from {n}"), key=repr)) for n in names]


@pytest.fixture
def undisturbed(tmp_path: Path) -> tuple[str, object]:
    """What an undisturbed scan comes to."""
    folder = tmp_path / "undisturbed"
    folder.mkdir()
    scan = scanned(folder, Given(), Watcher(0))
    return told(scan), content(folder)


@pytest.mark.parametrize("after", range(1, len(MEMBERS) + 1))
def test_interrupted_anywhere(tmp_path: Path, undisturbed: tuple[str, object], after: int) -> None:
    with pytest.raises(Interrupted):
        scanned(tmp_path, Given(after), Watcher(after))
    engine, watcher = Given(after + 100), Watcher(0)
    scan = scanned(tmp_path, engine, watcher)
    # What was being told when the interruption came is written already.
    assert watcher.before == after
    assert len(set(engine.asked)) == len(MEMBERS) - after
    assert (told(scan), content(tmp_path)) == undisturbed
    assert not [*(tmp_path / "cache" / "organisation").iterdir()]


def test_interrupted_again_and_again(tmp_path: Path, undisturbed: tuple[str, object]) -> None:
    for turn in range(4):
        with pytest.raises(Interrupted):
            scanned(tmp_path, Given(turn), Watcher(2))
    assert (told(scanned(tmp_path, Given(9), Watcher(0))), content(tmp_path)) == undisturbed


def test_a_broken_line_is_judged_again(tmp_path: Path, undisturbed: tuple[str, object]) -> None:
    with pytest.raises(Interrupted):
        scanned(tmp_path, Given(1), Watcher(5))
    (journal,) = (tmp_path / "cache" / "organisation").iterdir()
    journal.write_bytes(journal.read_bytes()[:-20])
    engine = Given(2)
    assert told(scanned(tmp_path, engine, Watcher(0))) == undisturbed[0]
    assert len(set(engine.asked)) == len(MEMBERS) - 4
    assert content(tmp_path) == undisturbed[1]


class Full:
    """A record that breaks after some repositories."""

    done: frozenset[str] = frozenset()

    def __init__(self, after: int) -> None:
        self.left = after

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps nothing."""
        self.left -= 1
        if self.left < 0:
            raise UsageError("there is no room left", path="history.db")

    def finish(self, about_register: object = None) -> None:
        """Nobody says so of a record that broke."""
        raise AssertionError


def test_a_history_that_breaks_costs_no_judgement() -> None:
    scan = scan_with(Full(3), None, "history.db", Given(), Watcher(0))
    assert scan.exit == 3
    assert len(scan.repositories) == len(MEMBERS)
    (notice,) = scan.notices
    assert "the history has not all of this scan: history.db: there is no room left" in notice
