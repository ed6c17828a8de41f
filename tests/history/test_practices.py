"""Services, secrets and networks as histories keep them, and what is there no more."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from history.conftest import Fresh
from history.seeing import SHOP, START, observation, on, row, see, terms
from platguard.history.opening import open_history
from platguard.history.questions import gone, practices, states
from platguard.history.questions.endings import endings
from platguard.history.store import Store
from platguard.model.organisation import Placement, Rotation, Segmentation, Service

API = Service("api", "team-a", "api", findings=2, standings={"no-latest": "fail"})
WEB = Service("web", "team-b", "web", standings={"no-latest": "pass", "docker-swarm": "exempt"})
SECRETS = Rotation("payments", date(2025, 12, 1), "Secret a\0b", 3, 1, 1, 1, 1)


def test_services_are_those_of_the_day(store: Store) -> None:
    see(store, observation(0, services=[API, WEB]), observation(10, services=[WEB]))
    found = [*practices.services(store.database, on(5))]
    assert [(one.name, one.owner, one.findings) for one in found] == [
        ("api", "team-a", 2), ("web", "team-b", 0),
    ]  # fmt: skip
    assert found[1].cells == {"docker-swarm": "exempt", "no-latest": "pass"}
    assert [one.name for one in practices.services(store.database, on(10))] == ["web"]


def test_secrets_and_networks_are_those_of_the_day(store: Store) -> None:
    covered = Segmentation(4, 3, 1)
    see(store, observation(0, rotations=[SECRETS], segmentation=covered), observation(10))
    ((name, kept),) = practices.rotations(store.database, on(9))
    assert (name, kept.rotated_on, kept.secrets, kept.without_history) == (
        SHOP.name, SECRETS.rotated_on, 3, 1,
    )  # fmt: skip
    assert [*practices.segmentations(store.database, on(9))] == [(SHOP.name, covered)]
    assert not [*practices.rotations(store.database, on(10))]
    assert not [*practices.segmentations(store.database, on(10))]


def test_what_ends_is_that_of_the_day_and_of_nobody_who_is_through_with_it(store: Store) -> None:
    ends: dict[str, Any] = {"outcome": "soon", "rule": "language-eol", "ending": "php 8.2"}
    ends["ends_on"] = on(40)
    both = [row("a", **ends), row("b", **ends), row("c", outcome="soon")]
    see(store, observation(0, both), observation(10, both[:1]), observation(20))
    php = (on(40), "language-eol", "php 8.2", SHOP.name)
    assert [*endings(store.database, on(9))] == [(*php, 2)]
    assert [*endings(store.database, on(10))] == [(*php, 1)]
    assert not [*endings(store.database, on(20))]
    # A look in place of another one leaves nothing of it.
    see(store, observation(10, [row("a", **{**ends, "ends_on": on(12)})]))
    assert [*endings(store.database, on(12))] == [(on(12), *php[1:], 1)]
    assert not [*endings(store.database, on(13))]


def test_a_day_on_which_nothing_changed_writes_no_row(store: Store) -> None:
    same: dict[str, Any] = {
        "services": [API],
        "rotations": [SECRETS],
        "segmentation": Segmentation(4),
    }
    see(store, *(observation(day, **same) for day in range(5)))
    with store.database.reading() as connection:
        for table in ("services", "service_standings", "rotations", "segmentations"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1


def test_a_repository_is_as_old_as_its_first_commit_unless_somebody_says_so(store: Store) -> None:
    see(store, observation(0, born=date(2019, 5, 1)))
    (found,) = states(store.database, on(0))
    assert found.placement.created == date(2019, 5, 1)
    told = Placement(SHOP.name, created=date(2024, 1, 1))
    run = store.begin(terms(1), [SHOP.name])
    run.write(told, observation(1, born=date(2019, 5, 1)))
    (found,) = states(store.database, on(1))
    assert found.placement.created == date(2024, 1, 1)


def test_what_left_is_told_with_the_last_look_at_it(store: Store) -> None:
    see(store, observation(0), observation(3))
    run = store.begin(terms(9), ["acme/other"])
    run.finish()
    assert not [*gone.left(store.database, on(8))]
    assert [*gone.left(store.database, on(12))] == [(SHOP.name, on(3))]
    see(store, observation(20))
    assert not [*gone.left(store.database, on(20))]


def test_rules_are_told_with_the_last_day_on_which_they_said_something(fresh: Fresh) -> None:
    store = open_history(fresh())
    nothing = {"docker-swarm": {"pass": 1}, "no-latest": {"not-applicable": 3}}
    see(
        store,
        observation(0, counts={"no-latest": {"pass": 1}}),
        observation(5, counts=nothing),
        observation(9, counts={}),
    )
    known = {one.rule: one for one in gone.spoken(store.database, on(9))}
    # The standards of these days have one rule.
    assert known == {"no-latest": ("no-latest", START, on(4))}
    assert next(gone.spoken(store.database, on(2))).last_on == on(2)
    store.close()
