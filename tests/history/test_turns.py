"""When rules failed and ceased to, and by which register days were judged, in both databases."""

from __future__ import annotations

from datetime import date

from platguard.history.opening import open_history
from platguard.history.questions.register import register_kept
from platguard.history.questions.turns import first_passes, turns
from platguard.model.audit import Consent
from platguard.model.registered import RegisterEntry
from platguard.model.turn import Turn

from .conftest import Fresh
from .seeing import SHOP, observation, on, see, terms

FAILS, PASSES, EXEMPT = ({"no-latest": {state: 1}} for state in ("fail", "pass", "exempt"))
ENTRY = RegisterEntry(
    "EXC-1", "active", "shop", "waiver", ("no-latest",), "The vendor's chart\0.", on(0), on(90), "",
    0, (Consent("bob", "platform", "2025-12-30"),),
)  # fmt: skip


def test_turns_are_told_as_they_were_known_on_a_day(fresh: Fresh) -> None:
    store = open_history(fresh())
    courses = [(0, FAILS), (5, PASSES), (10, EXEMPT), (15, EXEMPT), (20, PASSES)]
    see(store, *(observation(day, counts=counts) for day, counts in courses))

    def told(day: int) -> list[Turn]:
        return sorted(turns(store.database, on(day)))

    name, rule = SHOP.name, "no-latest"
    first = Turn(name, rule, "fail", on(0), on(5))
    assert told(4) == [], "it lasts since the first look"
    assert told(5) == told(9) == [first]
    assert told(17) == [Turn(name, rule, "exempt", on(10), None), first]
    assert told(20) == [Turn(name, rule, "exempt", on(10), on(20)), first]
    passes = [dict(first_passes(store.database, on(day), None)) for day in (4, 5, 20)]
    assert passes == [{}, {rule: on(5)}, {rule: on(5)}]
    assert dict(first_passes(store.database, on(20), ["another"])) == {}
    assert dict(first_passes(store.database, on(20), [name])) == {rule: on(5)}
    store.close()


def test_a_register_is_kept_for_the_days_that_it_decided(fresh: Fresh) -> None:
    store = open_history(fresh())
    changed = ENTRY._replace(reason="Another.")
    for day, entries in ((0, None), (5, [ENTRY]), (10, [changed]), (15, None), (20, [])):
        run = store.begin(terms(day, exceptions=entries), [SHOP.name])
        run.write(SHOP, observation(day))
        run.finish()

    def told(day: int) -> tuple[date, list[str]] | None:
        found = register_kept(store.database, on(day))
        return found and (found[0], [entry.reason for entry in found[1]])

    assert told(4) is None
    assert told(9) == (on(5), [ENTRY.reason])
    # A run without a register that all share says nothing of it.
    assert told(10) == told(19) == (on(10), ["Another."])
    assert told(20) == (on(20), [])
    store.close()
