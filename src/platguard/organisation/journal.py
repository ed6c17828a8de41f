"""What an unfinished run knows of the repositories that it is done with, for the run that goes on.

The history has all that reports need, and not what a summary of the run tells. So each repository
leaves a line in a file of the cache, which is deleted when the run is finished. A line that was not
written to its end is none: its repository is judged again, and comes to the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from typing import IO, NamedTuple

from platguard.cache import open_entry, seal
from platguard.model.abroad import NOTHING, Abroad
from platguard.model.organisation import Terms
from platguard.model.organisation_scan import RepositoryLine
from platguard.organisation.exchange import SILENCE, Exchange, exchange_json

Counts = Mapping[str, Mapping[str, int]]
"""How often each outcome came, by rule and outcome."""


class Entry(NamedTuple):
    """What is known of a repository."""

    line: RepositoryLine
    counts: Counts
    exchange: Exchange = SILENCE
    abroad: Abroad = NOTHING
    """What others answered when it was judged."""


class Journal:
    """The lines of one run. A folder that cannot be written costs that they are judged again.

    Lines stay in the file until somebody asks: there may be tens of thousands of them.
    """

    def __init__(self, folder: str | None, history: str, terms: Terms, asked: str) -> None:
        """`folder` is that of the cache; `asked` is what else decides about the lines."""
        self._stream: IO[bytes] | None = None
        self._earlier: IO[bytes] | None = None
        self._starts: dict[str, int] = {}
        """Where the last line of each repository begins."""
        if folder is None:
            return
        name = sha256(os.fsencode(history)).hexdigest()[:32]
        self._path = os.path.join(folder, "organisation", f"{name}.journal")
        self._head = seal(_digest(terms, asked).encode("ascii"))
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            self._open()

    @property
    def names(self) -> Set[str]:
        """The repositories that the interrupted run of the same terms was done with."""
        return self._starts.keys()

    def known(self, name: str) -> Entry | None:
        """What it left behind of one of `names`; None where that cannot be read any more."""
        assert self._earlier is not None
        try:
            self._earlier.seek(self._starts[name])
            return _entry(self._earlier.readline().rstrip(b"\n"))
        except OSError:
            return None

    def _open(self) -> None:
        with suppress(FileNotFoundError):
            self._earlier = open(self._path, "rb")  # noqa: SIM115
            self._starts = dict(self._found(self._earlier))
        stream = open(self._path, "ab" if self._starts else "wb")  # noqa: SIM115
        # After a line that was broken off, the next one begins on a line of its own.
        stream.write(b"\n" if self._starts else self._head + b"\n")
        self._stream = stream

    def _found(self, earlier: IO[bytes]) -> Iterator[tuple[str, int]]:
        """The repository of each whole line and where that begins; none of another run."""
        start, line = 0, earlier.readline()
        if line != self._head + b"\n":
            return
        while line:
            start += len(line)
            line = earlier.readline()
            entry = _entry(line.rstrip(b"\n"))
            if entry is not None:
                yield entry.line.name, start

    def add(self, known: Entry) -> None:
        """Notes that the run is done with a repository; of several entries the last one counts."""
        if self._stream is None:
            return
        exchange = exchange_json(known.exchange)
        values = [asdict(known.line), known.counts, exchange, asdict(known.abroad)]
        entry = json.dumps(values, separators=(",", ":")).encode("ascii")
        try:
            self._stream.write(seal(entry) + b"\n")
            self._stream.flush()
        except OSError:
            self._stream = None

    def finish(self) -> None:
        """Forgets everything: the run is at its end."""
        if self._earlier is not None:
            self._earlier.close()
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
                os.unlink(self._path)


def _digest(terms: Terms, asked: str) -> str:
    values = [asked, json.dumps(asdict(terms), sort_keys=True, default=str)]
    return sha256("\0".join(values).encode("utf-8", "surrogateescape")).hexdigest()


def _entry(sealed: bytes) -> Entry | None:
    entry = open_entry(sealed)
    if entry is None or not sealed:
        return None
    try:
        values, counts, exchange, abroad = json.loads(entry)
        return Entry(RepositoryLine(**values), counts, Exchange(**exchange), Abroad(**abroad))
    except (ValueError, TypeError):
        return None
