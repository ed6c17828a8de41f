"""Since when repositories comply, from what scans wrote."""

from __future__ import annotations

from datetime import date

import pytest

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.store import Store

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
