"""Signals that end a run: wherever it is, it stops, and the exit code says so."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from types import FrameType

_AGAIN = 0.5
"""Seconds in which a run must have begun to end, or it is stopped again."""


def when_interrupted(afterwards: str) -> None:
    """What people are told should the command be interrupted from here on: what became of its work,
    and what they may do."""
    found = click.get_current_context().find_object(Interruption)
    if found:
        found.afterwards = afterwards


class Interruption:
    """SIGINT and SIGTERM of one run. Each ends it by SystemExit, which cleans up on its way.

    An exception that is raised while an expression calls one of our functions does not leave the
    expression: the runtime of CEL makes an error of it. So it is raised again until the run ends.
    """

    def __init__(self) -> None:
        self.code = 0
        """The exit code, once there was a signal."""
        self.afterwards = ""
        """What is left of a run that was stopped; most commands leave nothing, and say nothing."""

    def listen(self) -> None:
        """Takes over from here; a signal that the caller chose to ignore stays ignored."""
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._stop)

    def settle(self) -> None:
        """Stops no more: the run has ended."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        signal.signal(signal.SIGALRM, self._stop_again)
        self._stop_again(number, frame)

    def _stop_again(self, number: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        raise SystemExit(self.code)
