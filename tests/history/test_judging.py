"""Which rules days were judged by, in every database."""

from __future__ import annotations

from typing import Any

from history.conftest import Fresh
from history.seeing import SHOP, observation, on, row, see
from platguard.history.opening import open_history
from platguard.history.questions import sums
from platguard.history.questions.judging import judged_on, judgings
from platguard.history.questions.moved import moved
from platguard.model.judging import Judging

OTHER = {"docker-swarm": {"pass": 1}}
DRAFT = OTHER | {"no-latest": {"not-evaluated": 1}}


def test_a_rule_that_is_judged_on_some_days(fresh: Fresh) -> None:
    store = open_history(fresh())
    same: dict[str, Any] = {"commit": "a" * 40}
    see(
        store,
        observation(0, counts=DRAFT, **same),
        observation(5, [row()], counts=OTHER | {"no-latest": {"fail": 1}}, **same),
        observation(9, counts=DRAFT, **same),
        observation(14, [row()], counts=OTHER | {"no-latest": {"fail": 1}}, **same),
        observation(19, counts=DRAFT, **same),
    )
    base, days = store.database, [on(5), on(9), on(14)]
    known, told = dict(judged_on(base, on(0), on(40))), list(judgings(base, on(16)))
    worst = [found[SHOP.name] for _, found in sums.worst(base, days)]
    found = moved(base, [], on(5), on(16), [SHOP.name])
    before = moved(base, [], on(0), on(9), [SHOP.name])
    store.close()

    assert [*known] == [on(0), on(5), on(9), on(14), on(19)]
    assert ["no-latest" in one for one in known.values()] == [False, True, False, True, False]
    assert told == [
        Judging("docker-swarm", on(0), True, []),
        Judging("no-latest", on(5), False, [(on(9), on(14))]),
    ]
    assert [(one.state, one.steady, dict(one.turning)) for one in worst] == [
        ("fail", "pass", {"no-latest": "fail"}),
        ("pass", "pass", {"no-latest": "not-evaluated"}),
        ("fail", "pass", {"no-latest": "fail"}),
    ]
    # What its rule took away and brought back neither came nor went, but where that is all.
    assert not found.flows[on(5)].began
    assert not found.flows[on(5)].ended
    assert [one.why for one in before.flows[on(0)].began] == ["rule-change"]
    assert [one.why for one in before.flows[on(0)].ended] == ["rule-gone"]
