"""What reports add up is the same in every database."""

from __future__ import annotations

from history.conftest import Fresh
from history.seeing import SHOP, observation, on, row, see
from platguard.history.opening import open_history
from platguard.history.questions import sums
from platguard.history.questions.moved import moved


def test_sums_of_days_and_of_the_time_between(fresh: Fresh) -> None:
    store = open_history(fresh())
    counts = {"no-latest": {"pass": 3, "fail": 2, "unknown": 1}}
    first = observation(0, [row("a"), row("b", level="note")], counts=counts)
    covered = row("a", outcome="exempt", exception="X-1")
    see(store, first, observation(5, [covered, row("b")]), observation(9, status="missing"))
    base, days = store.database, [on(0), on(5), on(9)]
    worst = [found[SHOP.name].checks for _, found in sums.worst(base, days)]
    above = [[*sums.above_notes(base, day)] for day in days]
    numbers = [[*sums.above_notes_of(base, day, ["no-latest"])] for day in days]
    others = [*sums.above_notes_of(base, days[0], ["docker-swarm"])]
    found = moved(base, days[:2], on(0), on(5), [SHOP.name])
    unseen = moved(base, days, on(0), on(9), [SHOP.name])
    store.close()

    assert worst == [(3, 2, 0, 1), (2, 1, 0, 0), None]
    # What nobody could judge is as it was last.
    assert above == [[SHOP.name], [SHOP.name], [SHOP.name]]
    # The note is none of it on the first day, nor is on the second what is exempt.
    assert numbers == [[("no-latest", SHOP.name, 1)], [("no-latest", SHOP.name, 1)], []]
    assert not others
    flows = found.flows[on(0)]
    assert [(one.why, one.findings) for one in flows.began] == [("raised", 1)]
    assert [(one.why, one.findings) for one in flows.ended] == [("changed", 1), ("exempted", 1)]
    pair = found.pairs[on(0)]
    assert (pair.then[0].number, pair.now[0].number) == (2, 1)
    # A repository that was not judged on the last day is compared with nothing.
    assert not unseen.flows[on(0)].began
    assert not unseen.pairs[on(0)].then
    assert unseen.failing[on(0)][0].number == 2
