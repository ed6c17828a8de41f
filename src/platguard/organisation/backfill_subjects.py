"""The repositories of a backfill, and where they stood on past days."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from platguard.errors import PlatguardError, SourceError
from platguard.mirrors.fetching import Mirror
from platguard.model.organisation import EMPTY, FAILED, MISSING, Observation
from platguard.organisation.backfill_past import Past, past_of
from platguard.organisation.observing import unjudged
from platguard.organisation.orders import Order
from platguard.organisation.places import Found
from platguard.records import dataclass
from platguard.sources.git import Git


@dataclass(frozen=True, slots=True)
class Subject:
    """A repository, and what is known of its past."""

    order: Order
    """As it would be judged now."""
    past: Past = Past()
    fetched: date | None = None
    """When a mirror that is not up to date was."""

    def is_there(self, day: date) -> bool:
        """Whether it is in the organisation on a day: since the one that the inventory says, else
        since its first commit. Where nobody can tell, it counts as there."""
        created = self.order.member.placement.created
        if created is not None:
            return created <= day
        return bool(self.order.fault or self.past.is_cut_off or self.past.on(day))

    def on(self, day: date, config: str) -> tuple[Order, Observation | None]:
        """The order for a day on which it is there; and what comes of it, where that is known."""
        commit, order = self.past.on(day), replace(self.order, as_of=day, config=config)
        if order.fault:
            status = FAILED if os.path.lexists(order.folder) or not order.folder else MISSING
            return order, unjudged(order, day, status, order.fault)
        if not commit and self.past.is_cut_off:
            reason = "a shallow clone, whose history begins later"
            return order, unjudged(order, day, FAILED, reason)
        if not commit:
            return order, unjudged(order, day, EMPTY, "it had no commit yet")
        is_stale = self.fetched is None or day > self.fetched
        stale = order.stale if is_stale else ""
        return replace(order, member=replace(order.member, revision=commit), stale=stale), None


def subjects(
    orders: Iterable[Order],
    found: Found,
    days: Sequence[date],
    zone: tzinfo,
    now: datetime,
    environ: Mapping[str, str],
) -> Iterator[Subject]:
    """The past of repositories, by the orders that a scan of today would have."""
    for order in orders:
        if order.fault:
            yield Subject(order)
            continue
        mirror = found.get(order.member.url)
        fetched = mirror.fetched.date() if isinstance(mirror, Mirror) else None
        try:
            past = _past(order, days, zone, now, environ)
        except (PlatguardError, OSError) as error:
            yield Subject(replace(order, fault=order.elsewhere(str(error))))
            continue
        yield Subject(order, past, fetched)


def _past(
    order: Order,
    days: Sequence[date],
    zone: tzinfo,
    now: datetime,
    environ: Mapping[str, str],
) -> Past:
    if not os.path.isdir(order.folder):
        told = "is a file" if os.path.lexists(order.folder) else "does not exist"
        raise SourceError(f"{order.folder} {told}")
    git = Git.find(order.folder, environ)
    if git is None:
        raise SourceError(f"{order.folder} is no git repository")
    if git.head is None and order.member.revision == "HEAD":
        return Past()
    return past_of(git, order.member.revision, days, zone, now)
