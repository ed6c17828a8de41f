"""What the commands that judge an organisation, or export it, open as their options say."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from io import StringIO
from typing import TYPE_CHECKING, Any

from platguard.cache import Cache
from platguard.cli import options
from platguard.cli.org.history_place import configuration_of, history_of
from platguard.cli.output import put
from platguard.cli.surroundings import cache_folder
from platguard.errors import UsageError
from platguard.mirrors.fetching import Mirrors
from platguard.model.organisation import Inventory, Member
from platguard.organisation.engines import Engine, engine_of
from platguard.organisation.orders import Brief
from platguard.organisation.places import Found, fetched, is_read, known
from platguard.organisation.quarantine import Quarantine
from platguard.records import dataclass
from platguard.reporters.inert import inert
from platguard.request import Request
from platguard.sources.git_processes import KEPT

if TYPE_CHECKING:
    from platguard.history.store import Store
    from platguard.model.organisation_statistics import OrganisationStatistics
    from platguard.organisation.effort import Effort


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of an organisation is judged, by what and within which limits, as options say it."""

    inventory: str
    history: str
    config: str
    standards: tuple[str, ...]
    exceptions: str
    only: str
    jobs: int | None
    mirrors: str
    allow_file_urls: bool
    repository_seconds: int
    repository_memory: int
    no_cache: bool
    verbose: bool

    def request(self, as_of: date | None = None, **more: Any) -> Request:
        """What decides about every repository; None for `as_of` is today."""
        request = options.request(
            standards=self.standards,
            register=self.exceptions,
            config=configuration_of(self.inventory, self.config),
            as_of=as_of,
            **more,
        )
        return request._replace(cache=None) if self.no_cache else request

    def read_inventory(self) -> Inventory:
        """The inventory; UsageError at its first fault."""
        from platguard.inventory.reading import read_inventory

        return read_inventory(self.inventory, files=self.allow_file_urls)

    def members(self, inventory: Inventory) -> list[Member]:
        """The repositories that are asked for; UsageError for none."""
        if not inventory.members:
            raise UsageError("; ".join(["the inventory has no repositories", *inventory.notices]))
        found = [m for m in inventory.members if fnmatchcase(m.placement.name, self.only)]
        if not found:
            raise UsageError(f"--only {self.only}: no repository of the inventory is called so")
        return found

    @property
    def is_whole(self) -> bool:
        """Whether all repositories of the organisation are judged."""
        return self.only == "*"

    def known(self, members: list[Member], request: Request, *, blobless: bool = False) -> Found:
        """Where the repositories lie that have a URL, without a look at the network.

        With `blobless`, of the contents only those are there that a scan of a commit reads.
        """
        return known(members, self._mirrors(request, blobless=blobless))

    def _mirrors(self, request: Request, *, blobless: bool) -> Mirrors:
        # Without a cache for facts, mirrors are kept all the same: they were asked for.
        folder = self.mirrors or os.path.join(cache_folder(os.environ) or os.getcwd(), "mirrors")
        folder = os.path.abspath(folder)
        return Mirrors(
            folder,
            os.environ,
            request.now,
            files=self.allow_file_urls,
            blobless=blobless,
            wanted=is_read,
        )


@dataclass(frozen=True, slots=True)
class Judging(Chosen):
    """How an organisation is judged into its history, as options say it."""

    revision: str
    engine: str
    no_fetch: bool
    retry_quarantined: bool
    allow_incomplete: bool
    stats: str

    def request(self, as_of: date | None = None, **more: Any) -> Request:
        """As of Chosen; `fail_on` is `never` unless it is given."""
        given = {"fail_on": "never", "allow_incomplete": self.allow_incomplete, **more}
        return Chosen.request(self, as_of, **given)

    def members(self, inventory: Inventory) -> list[Member]:
        """See Chosen."""
        return self._revised(Chosen.members(self, inventory))

    def others(self, inventory: Inventory) -> list[Member]:
        """Those that are not, and may know something of those that are."""
        found = [m for m in inventory.members if not fnmatchcase(m.placement.name, self.only)]
        return self._revised(found)

    def _revised(self, members: list[Member]) -> list[Member]:
        if not self.revision:
            return members
        return [replace(member, revision=self.revision) for member in members]

    def open_history(self) -> Store:
        """The history, ready to be written."""
        from platguard.history.opening import open_history

        return open_history(history_of(self.inventory, self.history))

    def open_engine(self, brief: Brief, effort: Effort) -> Engine:
        """What judges, and has its work counted."""
        engine = engine_of(
            self.engine,
            brief,
            self.jobs,
            float(self.repository_seconds),
            self.repository_memory,
            time.monotonic,
            tell=_tell,
            retried=effort.retried,
        )
        return effort.around(engine)

    def quarantine(self, request: Request) -> Quarantine:
        """What broke earlier scans."""
        return Quarantine(Cache(request.cache), heeded=not self.retry_quarantined)

    def find(
        self,
        members: list[Member],
        request: Request,
        told: Callable[[int, int], None],
        *,
        blobless: bool = False,
    ) -> Found:
        """As `known`, once mirrors are up to date; `told` hears how many were fetched."""
        if self.no_fetch:
            return self.known(members, request, blobless=blobless)
        return fetched(members, self._mirrors(request, blobless=blobless), told)

    def tell_effort(self, statistics: OrganisationStatistics) -> None:
        """Says what was done, where somebody asks: in a file, and on standard error."""
        if self.verbose:
            parsed, remembered = statistics.parsed, statistics.remembered
            _tell(f"{parsed} contents parsed, {remembered} remembered")
        if self.stats:
            from platguard.reporters import organisation_statistics_json

            text = StringIO()
            organisation_statistics_json.write(statistics, text)
            put(text.getvalue(), self.stats)


def git_environ() -> dict[str, str]:
    """What git may need of the environment. Nothing else of it is any business of workers."""
    return {name: os.environ[name] for name in ("PATH", *KEPT) if name in os.environ}


def notices_of(request: Request) -> list[str]:
    """What people should hear of how a request decides."""
    if request.config:
        return []
    return [
        "no configuration of the organisation: each repository is judged by its own platguard.yaml"
        " and its own register; name one by --config, or put platguard.yaml beside the inventory"
    ]


def _tell(text: str) -> None:
    print(f"platguard: {inert(text)}", file=sys.stderr, flush=True)
