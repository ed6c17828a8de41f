"""A small organisation with hostile names, and a client for its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from history.seeing import observation, row, usage
from starlette.testclient import TestClient

from platguard.audit.report import Wanted
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import Consent
from platguard.model.organisation import Observation, Placement, RuleNote, Terms
from platguard.model.registered import RegisterEntry
from platguard.server.app import application
from platguard.server.guards import LOOPBACK
from platguard.server.reports import Reports

EVIL = "</script><script>alert(1)</script>\u202e\x1b[31m"
DAYS = (date(2026, 1, 1), date(2026, 1, 5))
PLACES = [
    Placement("shop/web", team="shop", segment="web"),
    Placement("shop/api?x=1#y", team="shop"),
    Placement(f"evil/{EVIL}", team=f"team {EVIL}", segment=EVIL),
    Placement("gone/broken"),
]
EXCEPTION = RegisterEntry(
    id="EX-1", state="active", team="shop", category="legacy", rules=("no-latest",),
    reason=f"because {EVIL}", starts=date(2025, 12, 1), sunset=date(2026, 3, 1), renews="",
    matches=0, approvals=(Consent("bob", "platform", "2025-11-30"),), ticket="OPS-7",
    repositories=("shop/*",), requested=("alice", "2025-11-20"),
)  # fmt: skip
NOTE = RuleNote(
    "no-latest", "images", "No latest", "high", "enforced", 1, "p", "#help", "guide",
    controls={"soc2": ["CC8.1"]},
)  # fmt: skip


def looks(day: date) -> Iterator[tuple[Placement, Observation]]:
    """What a scan of a day saw."""
    rows = [row(f"a {EVIL}", path=f"k8s/{EVIL}.yaml"), row("b")]
    rows.append(row("c", outcome="exempt", exception="EX-1"))
    counts = {"no-latest": {"fail": 2, "exempt": 1, "pass": 4}}
    for place in PLACES:
        if place.name == "gone/broken":
            yield place, Observation(place.name, day, "failed", f"cannot be read: {EVIL}")
            continue
        seen = rows if place.name == "shop/web" and day == DAYS[0] else rows[:1]
        found = observation(0, seen, counts=counts, usages=[usage()])
        yield place, replace(found, repository=place.name, as_of=day, committed_on=day)


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory, empty_history: Path) -> Path:
    """The history of two scans: of the first of January, and four days later. For tests to copy."""
    file = tmp_path_factory.mktemp("scanned") / "history.db"
    opened = open_history(str(shutil.copy(empty_history, file)))
    for day in DAYS:
        terms = Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[NOTE])
        run = opened.begin(terms, [place.name for place in PLACES])
        for place, seen in looks(day):
            run.write(place, seen)
        run.finish()
    opened.close()
    return file


@pytest.fixture
def store(tmp_path: Path, scanned: Path) -> Iterator[Store]:
    """Those two scans, and what a test adds to them."""
    opened = open_history(str(shutil.copy(scanned, tmp_path / "history.db")))
    yield opened
    opened.close()


@pytest.fixture
def reports(store: Store) -> Reports:
    """The reports over that history."""
    return Reports(store.database, lambda day: [EXCEPTION], lambda day: Wanted(as_of=day))


@pytest.fixture
def client(reports: Reports) -> Iterator[TestClient]:
    """Asks as a browser on this machine does."""
    app = application(reports, LOOPBACK, "confidential <b>")
    with TestClient(app, base_url="http://127.0.0.1:8470", follow_redirects=False) as asked:
        yield asked
