"""Which hosts answer: of thousands of repositories, not each has to find out by itself.

Three tries of one repository may take minutes where packets are dropped. When a network is gone,
all that are left would take days.
"""

from __future__ import annotations

from threading import Lock

from platguard.counting import counted

MOST = 16
"""Fetches in a row, each with all its tries, after which a host is not asked any more."""


class Hosts:
    """The hosts of a run, and how often in a row each could not be reached. Threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: dict[str, int] = {}
        self._given_up: dict[str, str] = {}

    def given_up(self, host: str) -> str:
        """Why a host is not asked any more; empty while it is."""
        with self._lock:
            return self._given_up.get(host, "")

    def answered(self, host: str) -> None:
        """Notes that a host answered, whatever it said."""
        with self._lock:
            self._failed.pop(host, None)

    def failed(self, host: str, reason: str) -> None:
        """Notes that a host could not be reached, for a reason that is told of the others."""
        with self._lock:
            number = self._failed[host] = self._failed.get(host, 0) + 1
            if number >= MOST and host and host not in self._given_up:
                times = counted(number, "fetch", "fetches")
                self._given_up[host] = f"{host} is not asked any more: {times} failed, as {reason}"


def host_of(url: str) -> str:
    """The host of an address, with its port; empty for a file."""
    scheme, separator, rest = url.partition("://")
    if not separator:  # user@host:path
        return url.partition(":")[0].rpartition("@")[2]
    return "" if scheme == "file" else rest.partition("/")[0].rpartition("@")[2]
