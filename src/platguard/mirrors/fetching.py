"""The mirrors of many repositories in one folder: fetched, tried again, one process at a time.

A mirror is called after its URL. Beside it stand a file that one process locks while it fetches,
and in it `mirror.json`, which says whose copy it is and when it was fetched last. A new one is made
beside its place and moved there when it is whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import datetime
from hashlib import sha256
from threading import Event
from typing import TypeVar

from platguard import atomic
from platguard.errors import PlatguardError, SourceError
from platguard.mirrors.addresses import read_address
from platguard.mirrors.failures import Failure
from platguard.mirrors.hosts import Hosts, host_of
from platguard.mirrors.layout import restore
from platguard.mirrors.mirror import Line, create, fetch_commit, fetch_contents, update
from platguard.records import dataclass
from platguard.sources import everything
from platguard.sources.git import is_id
from platguard.sources.transport import PROTOCOLS

SECONDS = 3600.0
"""How long one fetch may take."""
PAUSES = (1.0, 5.0)
"""Seconds before a second and a third try."""
AT_ONCE = 8
"""Fetches that run beside each other: they wait for others, not for this machine."""
_T = TypeVar("_T")
_LOOK = 0.2
"""Seconds after which a lock is tried again."""
_TOLD = "mirror.json"


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of a repository on this machine."""

    url: str
    folder: str
    """A bare repository."""
    fetched: datetime
    """When it was last brought up to date."""
    problem: str = ""
    """Why it could not be brought up to date now; empty when it was."""


@dataclass(frozen=True, slots=True)
class Mirrors:
    """A folder of mirrors, and how they are fetched."""

    folder: str
    environ: Mapping[str, str]
    """The caller's whole environment: see `platguard.sources.transport`."""
    now: datetime
    """When the run began: what was fetched since then is not fetched again."""
    files: bool = False
    """Whether a URL may be one of a file."""
    blobless: bool = False
    """Whether contents are left out, but for those of wanted files in the commits asked for."""
    wanted: Callable[[str], bool] = everything
    """Tells by their paths which files those are."""
    seconds: float = SECONDS
    pauses: Sequence[float] = PAUSES
    stop: Event = field(default_factory=Event)
    """Ends all fetches once it is set."""
    hosts: Hosts = field(default_factory=Hosts)
    """Those that could not be reached."""

    def folder_of(self, url: str) -> str:
        """Where the mirror of a URL lies, or will lie."""
        return self._beside(url, "-blobless.git" if self.blobless else ".git")

    def known(self, url: str) -> Mirror | None:
        """The mirror as it was left, without asking anybody; None when there is none."""
        folder = self.folder_of(url)
        try:
            with open(os.path.join(folder, _TOLD), encoding="utf-8") as stream:
                told = json.load(stream)
            if told["url"] != url:
                return None
            return Mirror(url, folder, datetime.fromisoformat(told["fetched"]))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None  # what is broken is made anew

    def fetch(self, url: str, revision: str = "HEAD") -> Mirror:
        """The mirror of a URL, up to date, with the commit that `revision` is the id of.

        Where it cannot be fetched, the mirror as it was, with the reason; SourceError without one.
        """
        address = read_address(url, files=self.files)
        try:
            return self._fetch(address.url, revision)
        except Failure as failure:
            known = self.known(address.url)
            if known is None:
                raise SourceError(f"{address.url} cannot be fetched: {failure.message}") from None
            return Mirror(address.url, known.folder, known.fetched, failure.message)

    def fetch_all(
        self, wanted: Sequence[tuple[str, str]], at_once: int = AT_ONCE
    ) -> Iterator[tuple[str, Mirror | PlatguardError]]:
        """The mirrors of URLs, each with its revision, as they come; or why there is none."""
        pool = ThreadPoolExecutor(max(1, min(at_once, len(wanted))))
        try:
            tasks = {pool.submit(self.fetch, url, rev): url for url, rev in dict.fromkeys(wanted)}
            for task in as_completed(tasks):
                error = task.exception()
                if error is not None and not isinstance(error, PlatguardError):
                    raise error
                yield tasks[task], error if error is not None else task.result()
        finally:
            self.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            self.stop.clear()

    def _fetch(self, url: str, revision: str) -> Mirror:
        host, line = host_of(url), self._line(url)
        if told := self.hosts.given_up(host):
            raise Failure(told)
        try:
            with self._alone(url):
                mirror = self._newest(line)
                if is_id(revision):
                    self._again(lambda: fetch_commit(mirror.folder, line, revision))
                if self.blobless:
                    self._again(lambda: fetch_contents(mirror.folder, line, revision, self.wanted))
        except Failure as failure:
            if failure.is_transient:
                self.hosts.failed(host, failure.message)
            else:
                self.hosts.answered(host)
            raise
        self.hosts.answered(host)
        return mirror

    def _newest(self, line: Line) -> Mirror:
        known, folder = self.known(line.url), self.folder_of(line.url)
        if known is not None and known.fetched >= self.now:
            return known
        try:
            if known is None:
                raise Failure("there is no mirror yet", is_damage=True)
            self._again(lambda: self._update(folder, line))
        except Failure as failure:
            if not failure.is_damage:
                raise
            self._again(lambda: self._make(folder, line))
        return Mirror(line.url, folder, self.now)

    def _update(self, folder: str, line: Line) -> None:
        restore(folder, line.url, blobless=self.blobless)
        update(folder, line)
        _tell(folder, line.url, self.now)

    def _make(self, folder: str, line: Line) -> None:
        new = f"{folder}.new"
        try:
            _remove(new)  # of a process that was killed
            create(new, line, blobless=self.blobless)
            _tell(new, line.url, self.now)
            _remove(folder)
            os.rename(new, folder)
        finally:
            _remove(new)

    def _again(self, do: Callable[[], _T]) -> _T:
        for pause in self.pauses:
            try:
                return do()
            except Failure as failure:
                if not failure.is_transient or self.stop.is_set():
                    raise
            self.stop.wait(pause)
        return do()

    def _line(self, url: str) -> Line:
        protocols = (*PROTOCOLS, "file") if self.files else PROTOCOLS
        return Line(url, self.environ, protocols, self.seconds, self.stop.is_set)

    def _beside(self, url: str, ending: str) -> str:
        return os.path.join(self.folder, sha256(url.encode()).hexdigest()[:32] + ending)

    @contextmanager
    def _alone(self, url: str) -> Iterator[None]:
        """Keeps other processes, and other threads, from the mirrors of a URL."""
        # Copies of repositories that not everybody may read are for the user alone.
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        path = self._beside(url, ".lock")
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(path, flags, 0o600)
        try:
            waited = 0.0
            while not _locked(handle):
                if self.stop.is_set() or waited >= self.seconds:
                    raise SourceError(f"another process is fetching {url}, and holds {path}")
                self.stop.wait(_LOOK)
                waited += _LOOK
            yield
        finally:
            os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tell(folder: str, url: str, now: datetime) -> None:
    told = json.dumps({"url": url, "fetched": now.isoformat()}) + "\n"
    atomic.write(os.path.join(folder, _TOLD), [told.encode()], durable=False, mode=0o600)


def _remove(folder: str) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
