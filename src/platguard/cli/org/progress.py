"""How far a scan of an organisation is: a bar on a terminal, lines anywhere else."""

from __future__ import annotations

import os
from collections.abc import Callable
from shutil import get_terminal_size
from typing import TextIO

from platguard.counting import counted
from platguard.model.organisation import WITH_FINDINGS
from platguard.model.organisation_scan import RepositoryLine
from platguard.reporters.inert import inert

EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
_BAR = 24
_OFTEN = 0.1


class Progress:
    """Tells on a stream how far a scan is."""

    def __init__(
        self, stream: TextIO, total: int, clock: Callable[[], float], *, verbose: bool
    ) -> None:
        """With `verbose`, a line for each repository; `clock` counts seconds."""
        self._stream = stream
        self._total = total
        self._things = "repositories"
        self._clock = clock
        self._verbose = verbose
        self._is_bar = stream.isatty() and os.environ.get("TERM") != "dumb" and not verbose
        self._done = 0
        self._failed = 0
        self._told_at = clock()

    def expect(self, total: int, things: str) -> None:
        """There are so many things to judge, which people call so."""
        self._total = total
        self._things = things

    def fetched(self, done: int, total: int) -> None:
        """So many mirrors are up to date."""
        self._tell(done, total, "fetched", "")

    def settled(self, line: RepositoryLine) -> None:
        """One more repository is done."""
        self._done += 1
        self._failed += line.status not in WITH_FINDINGS
        if self._verbose:
            reason = f" ({line.reason})" if line.reason else ""
            told = f"{self._done}/{self._total} {line.name}: {line.status}{reason}"
            print(f"platguard: {inert(told)}", file=self._stream, flush=True)
        else:
            self._tell(self._done, self._total, "judged", line.name)

    def resumed(self, number: int) -> None:
        """So many repositories were done before this run was interrupted."""
        self._done += number
        told = f"goes on after an interruption: {number} of {self._total} are done"
        print(f"platguard: {told}", file=self._stream, flush=True)

    def again(self, number: int) -> None:
        """So many are judged once more, because of what other repositories tell."""
        if self._verbose:
            told = f"{counted(number, 'repository', 'repositories')} judged by what others tell"
            print(f"platguard: {told}", file=self._stream, flush=True)

    def close(self) -> None:
        """Takes the bar away."""
        if self._is_bar:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _tell(self, done: int, total: int, what: str, name: str) -> None:
        now = self._clock()
        if now - self._told_at < (_OFTEN if self._is_bar else EVERY):
            return
        self._told_at = now
        failed = f", {self._failed} not judged" if self._failed else ""
        if not self._is_bar:
            told = f"{what} {done} of {total} {self._things}{failed}"
            print(f"platguard: {told}", file=self._stream, flush=True)
            return
        filled = "#" * (_BAR * done // max(total, 1))
        text = f"[{filled:<{_BAR}}] {done}/{total} {what}{failed} {inert(name)}"
        width = max(20, get_terminal_size().columns - 1)
        self._stream.write(f"\r\x1b[K{text[:width]}")
        self._stream.flush()
