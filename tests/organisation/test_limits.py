"""What a worker may take is watched, and only while it may take it."""

import os
from threading import Event

import pytest

from platguard.organisation import limits

GENEROUS = 1 << 40
PATIENCE = 90
"""Seconds in which a thread has surely looked."""


class Ended:
    """Stands in for the end of the process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.code: int | None = None
        self.told = Event()
        monkeypatch.setattr(os, "_exit", self._end)

    def _end(self, code: int) -> None:
        self.code = code
        self.told.set()


def test_what_takes_too_much_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Ended(monkeypatch)
    monkeypatch.setattr(limits, "_limit", lambda size: None)
    watch = limits.MemoryWatch()
    watch.allow(1)
    monkeypatch.setattr(limits, "_size", lambda: GENEROUS)
    assert ended.told.wait(PATIENCE)
    assert ended.code == limits.OUT_OF_MEMORY
    watch.allow(0)


def test_what_has_ended_is_not_held_to_its_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Ended(monkeypatch)
    monkeypatch.setattr(limits, "_limit", lambda size: None)
    watch = limits.MemoryWatch()
    looked = Event()

    def size_while_the_repository_ends() -> int:
        if looked.is_set():
            return GENEROUS
        looked.set()
        watch.allow(0)
        return GENEROUS

    watch.allow(1)
    monkeypatch.setattr(limits, "_size", size_while_the_repository_ends)
    assert looked.wait(PATIENCE)
    assert not ended.told.wait(0.3)
