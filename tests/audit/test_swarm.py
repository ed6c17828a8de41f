"""The end of something, from what scans wrote to what people are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from history.seeing import observation, row

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.audit.uses import Use, places
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
def store(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    """40 services on the day of the announcement, 30 a month later, 15 and then none."""
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
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
    assert (found.places, found.change, found.in_time) == (15, -25, False)
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
    assert gone.texts["after"].endswith("Nothing uses Docker Swarm as of 2026-01-05.")
    assert "during" not in gone.texts


def used(address: str, path: str, subject: str = "") -> Use:
    return Use("shop/app", address, path, subject)


@pytest.mark.parametrize(
    ("uses", "kinds"),
    [
        # Every Dockerfile has a stage 0, and every folder may be called `app`.
        ([used(address="docker:0", path=f"{one}/Dockerfile") for one in "abcd"],
         {"stage of a Dockerfile": 4}),
        ([used(address="compose:app/db", path=f"{one}/app/compose.yaml") for one in "abc"],
         {"service": 3}),
        # Files of one folder are about one service; two findings of a stage are one place.
        ([used(address="compose:app/db", path=f"app/{one}.yaml") for one in "abc"],
         {"service": 1}),
        ([used(address="docker:0", path="Dockerfile", subject=one) for one in "ab"],
         {"stage of a Dockerfile": 1}),
        # Several commands of a script are one file; a README uses nothing.
        ([used(address="file:run.sh", path="run.sh", subject=one) for one in "abc"]
         + [used(address="file:README.md", path="README.md", subject="document")],
         {"file": 1}),
        ([used(address="k8s:apps/Deployment/shop/web", path=f"{one}.yaml") for one in "ab"]
         + [used(address="gha:ci/build/1", path=".github/workflows/ci.yml"),
            used(address="tf:module.x", path="main.tf")],
         {"object of Kubernetes": 2, "other place": 1, "part of a pipeline": 1}),
    ],
)  # fmt: skip
def test_a_place_counts_once_and_not_for_others(uses: list[Use], kinds: dict[str, int]) -> None:
    assert places(uses).by_kind() == kinds
    # As many in each of two repositories.
    twice = places([*uses, *(use._replace(repository="shop/other") for use in uses)])
    assert twice.number == 2 * sum(kinds.values())


@pytest.fixture
def migrated(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    """Four projects of one name in folders of their own, of which three are migrated and one moves
    to another folder; a script; a README that tells people to use it, to the last."""
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
    whole = [("a", "db"), ("b", "db"), ("c", "db"), ("d", "db")]
    for day, left in (
        (date(2025, 10, 1), whole), (date(2025, 11, 1), [("e", "db")]), (date(2025, 12, 1), []),
    ):  # fmt: skip
        found = [
            row("app", rule="docker-swarm", path=f"{folder}/app/compose.yaml",
                address=f"compose:app/{name}", subject="service")
            for folder, name in left
        ]  # fmt: skip
        if left:
            found.append(row("run", rule="docker-swarm", path="run.sh", address="file:run.sh"))
        found.append(
            row("told", rule="docker-swarm", path="README.md", address="file:README.md",
                subject="document")
        )  # fmt: skip
        digest = "sha256:0"
        terms = Terms(day, "UTC", "1.0", digest, digest, digest, rules=[SWARM])
        run = opened.begin(terms, [PLACES[0].name])
        seen = observation(0, found, counts={"docker-swarm": {"fail": len(found)}})
        run.write(PLACES[0], replace(seen, repository=PLACES[0].name, as_of=day))
        run.finish()
    yield opened
    opened.close()


def test_a_migration_is_seen_where_addresses_are_the_same(migrated: Store) -> None:
    first = told(migrated, date(2025, 10, 1))
    assert (first.places, first.kinds, first.documents) == (5, {"service": 4, "file": 1}, 1)
    found = told(migrated, date(2025, 11, 1))
    assert found.texts["during"].startswith("Docker Swarm: 3 of 5 places migrated (60%).")
    assert found.texts["monitor"] == (
        "As of 2025-11-01, 2 places (1 file, 1 service) in 1 repository still use Docker Swarm:"
        " team-0 2. 3 fewer than on 2025-10-01, when there were 5."
        " 1 document tells people to use Docker Swarm."
    )
    assert found.outlook.startswith("In time for 2025-12-31: of 2 places,")


def test_of_what_is_gone_nothing_is_said_to_be_left_of_nobody(migrated: Store) -> None:
    gone = told(migrated, date(2025, 12, 1))
    assert (gone.places, gone.repositories, gone.teams) == (0, 0, [])
    assert gone.outlook == "Nothing is left. 1 document tells people to use Docker Swarm."
    assert gone.texts["monitor"].startswith(
        "As of 2025-12-01, nothing uses Docker Swarm. 5 fewer than on 2025-10-01"
    )
    assert gone.texts["before"].endswith(" As of 2025-12-01, nothing uses Docker Swarm.")
