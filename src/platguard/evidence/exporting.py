"""Exports: judges the commits of a day by the very files that are written, and says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard.evidence.documents import ALL, RepositoryNote
from platguard.evidence.folder import NewFolder
from platguard.evidence.inputs import inputs_of
from platguard.evidence.past import Past, orders_then, past_of, refuse_others, unlike
from platguard.evidence.rerun import Means, terms_of
from platguard.evidence.writing import Writing
from platguard.model.organisation import Observation, Placement
from platguard.organisation.holding import Held, held_on
from platguard.organisation.orders import Order
from platguard.organisation.scanning import Watcher
from platguard.records import dataclass
from platguard.request import Request

if TYPE_CHECKING:
    from platguard.history.database import Database
    from platguard.model.audit import OrganisationReport


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported."""

    request: Request
    """What decides, and the day; the last scan by then counts where there is a history."""
    orders: Sequence[Order]
    """The repositories of the inventory that are chosen."""
    only: str
    """The pattern of names that chose them."""
    engineers: Mapping[str, int]
    """How many each team has."""
    database: Database | None
    """The history; None to judge what the inventory names now."""
    objects: bool
    """Whether the commits themselves are written."""
    encode: Callable[[OrganisationReport], bytes]
    """Gives the bytes of the organisation's report."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has come to."""

    as_of: date
    repositories: Sequence[RepositoryNote]
    result: str
    """PASSED, WARNED or FAILED."""
    unlike: Sequence[str] = ()
    """How the history differs, a line for each repository."""
    unpacked: Sequence[str] = ()
    """Whose commits were asked for and could not be packed, and why."""


def export(
    wanted: Wanted, folder: NewFolder, means: Means, watch: Callable[[int], Watcher]
) -> Exported:
    """Writes an export; `watch` is told how many repositories will be judged.

    Raises UsageError for what cannot be used, before anything is judged, and SourceError where
    commits cannot be packed.
    """
    request, orders = wanted.request, list(wanted.orders)
    inputs = inputs_of(request)
    terms = terms_of(inputs, request)
    past: Past | None = None
    others: list[tuple[Placement, Observation]] = []
    if wanted.database is not None:
        past = past_of(wanted.database, terms.as_of, wanted.only)
        request = request._replace(as_of=past.run.as_of)
        terms = terms_of(inputs, request)
        refuse_others(past.run, terms)
        orders, others = orders_then(orders, past)
    writing = Writing(folder, inputs, terms, request, means)
    names = [*(order.name for order in orders), *(placement.name for placement, _ in others)]
    absent: Held = {placement.name: {} for placement, _ in others}
    if wanted.database is not None:
        absent = {**absent, **held_on(wanted.database, terms.as_of, absent)}
    writing.judge(orders, watch(len(orders)), names if wanted.only == ALL else None, absent)
    for placement, observation in others:
        writing.put(placement, observation)
    writing.inputs(past, wanted.only, wanted.engineers)
    notes = writing.repositories(orders, past, objects=wanted.objects)
    writing.report(wanted.encode, wanted.engineers)
    result = writing.statement()
    differing: list[str] = []
    if wanted.database is not None and past is not None:
        differing += unlike(wanted.database, past, (found for _, found in writing.results()))
    return Exported(terms.as_of, notes, result, differing, writing.unpacked)
