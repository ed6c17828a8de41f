"""The end of something, from what scans wrote to what people are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from history.seeing import observation, row

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import Burndown
from platguard.model.organisation import Observation, Placement, Row, RuleNote, Terms

SWARM = RuleNote(
    "docker-swarm", "runtimes", "Docker Swarm is retired", "high", "warning", 1, "platform",
    "#platform", "https://docs.example/swarm", announced=date(2025, 9, 30),
    enforced_from=date(2025, 12, 31), replacement="Kubernetes",
)  # fmt: skip
PLACES = [Placement(f"shop/app{number:02}", team=f"team-{number % 3}") for number in range(12)]


def services(left: int, repository: int) -> list[Row]:
    """The services that one of twelve repositories has of so many, each named by three files."""
    own = range(repository, left, len(PLACES))
    return [
        row(
            f"{number}-{file}",
            rule="docker-swarm",
            path=f"{file}.yaml",
            address=f"compose:app/service-{number}",
        )
        for number in own
        for file in ("stack", "override", "other")
    ]


def look(repository: int, day: date, left: int) -> Observation:
    found = services(left, repository)
    counts = {"docker-swarm": {"fail": len(found)} if found else {"pass": 1}}
    seen = observation(0, found, counts=counts)
    return replace(seen, repository=PLACES[repository].name, as_of=day)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """40 services on the day of the announcement, 30 a month later, 15 and then none."""
    opened = open_history(str(tmp_path / "history.db"))
    for day, left in (
        (date(2025, 9, 30), 40), (date(2025, 11, 1), 30), (date(2025, 12, 1), 15),
        (date(2026, 1, 5), 0),
    ):  # fmt: skip
        digest = "sha256:0"
        terms = Terms(day, "UTC", "1.0", digest, digest, digest, rules=[SWARM])
        run = opened.begin(terms, [place.name for place in PLACES])
        for number, place in enumerate(PLACES):
            run.write(place, look(number, day, left))
        run.finish()
    yield opened
    opened.close()


def told(store: Store, day: date) -> Burndown:
    """What is told of Swarm on a day."""
    (found,) = assemble(Answers(store.database), Wanted(day)).usage
    return found


def test_use_is_followed_from_the_announcement_on(store: Store) -> None:
    found = told(store, date(2025, 11, 1))
    assert found.texts["monitor"] == (
        "As of 2025-11-01, 30 services in 12 repositories still use Docker Swarm:"
        " team-0 10, team-1 10, team-2 10. 10 fewer than on 2025-09-30, when there were 40."
    )
    assert [(row.team, len(row.repositories)) for row in found.teams] == [
        ("team-0", 4), ("team-1", 4), ("team-2", 4),
    ]  # fmt: skip
    assert found.texts["announce"].startswith("Docker Swarm ends on 2025-12-31, in 60 days.")


def test_the_pace_says_when_it_is_gone(store: Store) -> None:
    one_point = told(store, date(2025, 9, 30))
    assert (one_point.zero_on, one_point.per_month, one_point.in_time) == (None, None, None)
    assert "At this pace" not in one_point.texts["during"]
    found = told(store, date(2025, 12, 1))
    assert (found.services, found.change, found.in_time) == (15, -25, False)
    assert found.zero_on
    assert found.zero_on > date(2026, 1, 1)
    assert found.texts["during"] == (
        "Docker Swarm: 25 of 40 services migrated (62.5%)."
        f" At this pace the rest is done by {found.zero_on}."
    )


def test_afterwards_is_told_what_is_left(store: Store) -> None:
    late = told(store, date(2025, 12, 31))
    assert "Docker Swarm ends today." in late.texts["enforce"]
    assert "15 services remain as of 2025-12-31." in late.texts["after"]
    gone = told(store, date(2026, 1, 5))
    assert gone.zero_on == date(2026, 1, 5)
    assert gone.texts["after"].endswith("Nothing uses it as of 2026-01-05.")
    assert "during" not in gone.texts
