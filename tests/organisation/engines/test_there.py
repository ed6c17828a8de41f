"""What a worker keeps between orders, and when it lets go of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from running import wait_for

from platguard.organisation.engines import there
from platguard.organisation.engines.introduction import (
    differences,
    introduction,
    read_introduction,
)
from platguard.organisation.engines.there import STRANGER, Job, Slots, judged
from platguard.organisation.orders import Brief, brief_json, order_json

from ..estate import STANDARD
from .world import orders


class Place:
    """A slot that only counts what happens to it."""

    def __init__(self, brief: bytes, memory: int) -> None:
        self.ended = 0
        self.killed = 0
        self.is_there = True

    def end(self) -> None:
        """See Slot."""
        self.ended += 1

    def kill(self) -> None:
        """See Slot."""
        self.killed += 1


def job(run: str = "one") -> Job:
    """A job that nobody introduced."""
    return Job(run, b"{}", 10.0, 0, "distributed", b"")


def slots(idle: float = 100.0) -> Slots:
    """Slots that start no processes."""
    return Slots(Place, idle)  # type: ignore[arg-type]


def test_a_slot_is_used_again_by_its_own_run() -> None:
    kept = slots()
    first = kept.take(job())
    second = kept.take(job())
    assert first is not second
    kept.bring_back(job(), first)
    assert kept.take(job("other")) is not first
    assert kept.take(job()) is first


def test_a_slot_that_ended_while_it_rested_is_not_used_again() -> None:
    kept = slots()
    first, second = kept.take(job()), kept.take(job())
    kept.bring_back(job(), first)
    kept.bring_back(job(), second)
    second.is_there = False  # type: ignore[misc]
    assert kept.take(job()) is first
    assert (first.ended, second.ended) == (0, 1)  # type: ignore[attr-defined]


def test_a_slot_that_was_lost_is_not_used_again() -> None:
    kept = slots()
    lost = kept.take(job())
    kept.throw_away(job(), lost)
    assert (lost.ended, kept.take(job()) is lost) == (1, False)  # type: ignore[attr-defined]


def test_a_run_that_is_over_keeps_nothing() -> None:
    kept = slots()
    idle, busy, other = kept.take(job()), kept.take(job()), kept.take(job("other"))
    kept.bring_back(job(), idle)
    kept.dismiss("one")
    assert (idle.ended, busy.killed, busy.ended) == (1, 1, 0)  # type: ignore[attr-defined]
    kept.throw_away(job(), busy)
    assert (other.ended, other.killed) == (0, 0)  # type: ignore[attr-defined]
    kept.dismiss("never begun")


class Clock:
    """A timer that runs out when a test says so."""

    def __init__(
        self, seconds: float, call: Callable[..., object], given: tuple[object, ...]
    ) -> None:
        self.seconds = seconds
        self.state = "new"
        self._call = call
        self._given = given
        CLOCKS.append(self)

    def run_out(self) -> None:
        """What happens when nobody stops it."""
        self._call(*self._given)

    def start(self) -> None:
        """See Timer."""
        self.state = "runs"

    def cancel(self) -> None:
        """See Timer."""
        self.state = "stopped"


CLOCKS: list[Clock] = []


def test_what_nobody_takes_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(there, "Timer", Clock)
    CLOCKS.clear()
    kept = slots(idle=7)
    first = kept.take(job())
    kept.bring_back(job(), first)
    assert kept.take(job()) is first
    assert (CLOCKS[0].seconds, CLOCKS[0].state) == (7, "stopped")
    CLOCKS[0].run_out()  # at the very moment in which it was taken
    assert first.ended == 0  # type: ignore[attr-defined]
    kept.bring_back(job(), first)
    assert CLOCKS[1].state == "runs"
    CLOCKS[1].run_out()
    assert first.ended == 1  # type: ignore[attr-defined]
    assert kept.take(job()) is not first


def test_a_clock_ends_what_nobody_takes() -> None:
    kept = slots(idle=0.01)
    first = kept.take(job())
    kept.bring_back(job(), first)
    wait_for(lambda: first.ended == 1)  # type: ignore[attr-defined]


def test_a_worker_that_is_not_who_it_was_says_so() -> None:
    brief = brief_json(Brief(datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22), "/"))
    asked = job()._replace(brief=brief, introduced=b'{"platguard":"another"}')
    (order,) = orders(1)
    assert judged(asked, order_json(order), slots(), time.monotonic) == STRANGER


def test_an_introduction_says_what_decides(tmp_path: Path) -> None:
    now, day = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22)
    brief = Brief(now, day, str(tmp_path), environ=dict(os.environ))
    here = said(brief)
    assert said(brief) == here
    assert not here["fault"]
    assert list(differences(here, here)) == []
    (tmp_path / "platguard.yaml").write_text("standards: [own.yaml]\n")
    (tmp_path / "own.yaml").write_text(STANDARD)
    (tmp_path / "register").mkdir()
    given = replace(brief, config=str(tmp_path / "platguard.yaml"))
    there = said(given)
    told = list(differences(here, there))
    assert [line.split()[2] for line in told] == ["standards", "configuration"]
    (tmp_path / "own.yaml").write_text(STANDARD.replace("latest", "edge"))
    introduction.cache_clear()
    (changed,) = differences(there, said(given))
    assert changed.startswith("reads other standards than this process")


def test_an_introduction_says_what_is_not_there(tmp_path: Path) -> None:
    now, day = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22)
    absent = str(tmp_path / "platguard.yaml")
    brief = Brief(now, day, "/", environ=dict(os.environ), config=absent)
    assert absent in said(brief)["fault"]
    assert "git" in said(replace(brief, environ={"PATH": str(tmp_path)}))["fault"]
    (fault,) = differences(said(replace(brief, config="")), said(brief))
    assert fault.startswith(f"cannot read what decides: {absent}")
    asked = read_introduction(introduction(b"{}", "distributed"))
    assert "another platguard" in asked["fault"]
    assert read_introduction(introduction(b"{}", "no-such"))["library"] == "no no-such"


def said(brief: Brief) -> dict[str, str]:
    """What this process says of itself."""
    return dict(read_introduction(introduction(brief_json(brief), "distributed")))
