"""What is tried again, when, and with whom beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from platguard.cache import Cache
from platguard.model.organisation import Observation
from platguard.organisation.engines import Answer, Lost
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.run import PAUSE, run

from .world import orders

DAY = date(2026, 11, 22)
COMMIT = "c" * 40
Outcome = Observed | Lost
WELL = Observed(Observation("", DAY, "judged"))
TRANSIENT = WELL._replace(transient=True)
DIED = Lost("it died", COMMIT)
SHUT = Lost("the scheduler is gone", "", blameless=True)


class Scripted:
    """An engine that says of each repository what is written down, one thing each time."""

    def __init__(self, *scripts: list[Outcome]) -> None:
        self.scripts = {f"team/{number}": script for number, script in enumerate(scripts)}
        self.events: list[str] = []

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """See Engine."""
        for order in orders:
            self.events.append(f"{order.name}{' alone' if alone else ''}")
            outcome = self.scripts[order.name].pop(0)
            if isinstance(outcome, Observed):
                told = replace(outcome.observation, repository=order.name)
                outcome = outcome._replace(observation=told)
            yield Answer(order, outcome)

    def close(self) -> None:
        """Nothing was started."""


def settled(engine: Scripted, folder: Path) -> tuple[dict[str, tuple[str, str]], Quarantine]:
    """The status and the reason of each repository; pauses stand among the engine's events."""
    quarantine = Quarantine(Cache(str(folder)))
    found: dict[str, tuple[str, str]] = {}

    def hear(order: Order, observation: Observation) -> None:
        assert order.name not in found
        found[order.name] = (observation.status, observation.reason)

    def pause(seconds: float) -> None:
        assert seconds == PAUSE
        engine.events.append("pause")

    run(orders(len(engine.scripts)), engine, quarantine, DAY, hear, pause)
    assert not any(engine.scripts.values()), "everything was asked for"
    return found, quarantine


def test_what_failed_for_a_fault_of_the_machine_is_tried_after_a_pause(tmp_path: Path) -> None:
    engine = Scripted([TRANSIENT, WELL], [WELL], [TRANSIENT, TRANSIENT])
    found, _ = settled(engine, tmp_path)
    assert [status for status, _ in found.values()] == ["judged"] * 3
    first = ["team/0", "team/1", "team/2"]
    assert engine.events == [*first, "pause", "team/0 alone", "team/2 alone"]


def test_nobody_waits_for_what_broke_its_worker(tmp_path: Path) -> None:
    engine = Scripted([DIED, WELL], [DIED, DIED])
    found, quarantine = settled(engine, tmp_path)
    assert "pause" not in engine.events
    assert found["team/0"] == ("judged", "")
    assert found["team/1"] == ("quarantined", "it broke the scan twice: it died")
    assert quarantine.poison("/no/such/folder") is not None


def test_what_the_engine_lost_is_no_fault_of_a_repository(tmp_path: Path) -> None:
    engine = Scripted([SHUT, WELL], [SHUT, DIED, WELL], [SHUT, SHUT, SHUT])
    found, quarantine = settled(engine, tmp_path)
    assert found["team/0"] == found["team/1"] == ("judged", "")
    assert found["team/2"] == ("failed", "the scheduler is gone")
    first = ["team/0", "team/1", "team/2"]
    assert engine.events == [*first, *first, "team/1 alone", "team/2 alone"]
    assert quarantine.poison("/no/such/folder") is None
