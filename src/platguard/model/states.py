"""What is known of repositories, services and rules on a day: a history tells it, and reports are
made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from platguard.model.organisation import Placement


class RepositoryState(NamedTuple):
    """A repository of the organisation."""

    placement: Placement
    status: str
    """One of `organisation.STATUSES`."""
    reason: str
    """Why it was not judged, or not in full."""
    commit: str
    committed_on: date | None
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int
    """Files, as in the coverage of one scan."""
    exit: int = 0
    """As the scan of it alone would have ended."""
    seen_on: date | None = None
    """The day of the latest look by then."""


class ServiceState(NamedTuple):
    """A service of a repository: a Component of its catalog, or what belongs to none."""

    repository: str
    name: str
    owner: str
    """Whom the catalog names; empty for nobody."""
    is_whole: bool
    """Whether it is all of its repository, whose rules and findings then are its own."""
    findings: int
    """How many fail; only of one that is not."""
    cells: Mapping[str, str]
    """What each rule comes to, as those of a repository; only of one that is not."""


class Spoken(NamedTuple):
    """When a rule said something."""

    rule: str
    known_since: date
    """The first day on which the standards had it."""
    last_on: date | None
    """The last day by then on which it passed, failed, was exempt or could not decide anywhere;
    None for never."""
