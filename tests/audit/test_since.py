"""Since when repositories comply, from what scans wrote."""

from __future__ import annotations

from datetime import date

import pytest

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.store import Store
from platguard.model.organisation import Service

from .test_answers import OK, bad, look, put, store, swarm

__all__ = ["store"]


def since(store: Store, day: int) -> dict[str, dict[str, date]]:
    """By repository and standard."""
    found = assemble(Answers(store.database), Wanted(date(2026, 1, 1 + day)))
    return {row.repository: dict(row.since) for row in found.matrix.rows}


def test_a_repository_complies_since_its_last_failure(store: Store) -> None:
    first, third = date(2026, 1, 1), date(2026, 1, 21)
    assert since(store, 0) == {
        "bank/core": {"images": first, "runtimes": first},
        "shop/api": {"images": first, "runtimes": first},
        "shop/web": {"images": first},
    }
    found = since(store, 10)
    assert "runtimes" not in found["shop/api"], "it fails there"
    found = since(store, 20)
    assert found["shop/api"] == {"images": first, "runtimes": third}
    # What is exempt is no compliance, and of what could not be judged nobody knows.
    assert (found["shop/web"], found["bank/core"]) == ({"images": first}, {})


@pytest.mark.usefixtures("store")
def test_a_failure_after_the_day_is_not_known_on_it(store: Store) -> None:
    seen = [look(name, 28, [swarm("x")], bad(1)) for name in ("shop/web", "shop/api", "bank/core")]
    put(store, 28, **{one.repository.replace("/", "_"): one for one in seen})
    put(store, 30, **{
        one.repository.replace("/", "_"): look(one.repository, 30, [], OK) for one in seen
    })  # fmt: skip
    assert since(store, 20)["shop/api"]["runtimes"] == date(2026, 1, 21)
    assert since(store, 30)["shop/api"]["runtimes"] == date(2026, 1, 31)


def part(name: str, **standings: str) -> Service:
    """A Component in a folder of its own, with what its rules come to."""
    told = {rule.replace("_", "-"): state for rule, state in standings.items()}
    return Service(name, "", name, standings=told)


def test_a_component_that_is_a_part_complies_since_its_own_last_failure(store: Store) -> None:
    seen = {
        24: [part("cart", docker_swarm="fail", no_latest="pass"), part("pay", no_latest="pass")],
        26: [part("cart", docker_swarm="pass", no_latest="pass"), part("pay", no_latest="exempt")],
        28: [part("cart", docker_swarm="pass", no_latest="pass"), part("pay", no_latest="pass")],
    }
    for day, services in seen.items():
        many = look("shop/web", day, [], OK, services=services)
        others = {name: look(name, day, [], OK) for name in ("shop/api", "bank/core")}
        put(store, day, shop_web=many, **{n.replace("/", "_"): o for n, o in others.items()})
    found = assemble(Answers(store.database), Wanted(date(2026, 1, 29), by="service"))
    since_then = {row.service: dict(row.since) for row in found.matrix.rows}
    first = date(2026, 1, 25)
    # Since the day on which they were seen to be parts, and not since that of their repository.
    assert since_then["cart"] == {"images": first, "runtimes": date(2026, 1, 27)}
    assert since_then["pay"] == {"images": date(2026, 1, 29)}
    assert since_then["shop/api"]["images"] == date(2026, 1, 1), "a repository of one service"
