"""Services, and what repositories do where there is no pass and no fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from sqlalchemy import select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there
from platguard.model.organisation import Rotation, Segmentation
from platguard.model.states import ServiceState


def services(database: Database, on: date) -> Iterator[ServiceState]:
    """The Components of all catalogs, by repository, folder and name."""
    s, c = t.service_standings.c, t.services.c
    standings: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    asked = (
        select(s.repository, s.service, t.rules.c.name, s.state)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(holds(t.service_standings, on))
    )
    for repository, service, rule, state in rows(database, asked):
        standings[repository, service][rule] = state
    told = (
        select(
            c.repository, c.service, t.repositories.c.name, t.texts.c.text,
            c.owner, c.folder, c.is_whole, c.findings,
        )
        .join(t.repositories, t.repositories.c.id == c.repository)
        .join(t.texts, t.texts.c.id == c.service)
        .where(holds(t.services, on), c.repository.in_(there(on)))
    )  # fmt: skip
    found = []
    for repository, service, *known in rows(database, told):
        where, name, owner, folder, *told = known
        held = sorted(standings.get((repository, service), {}).items())
        one = ServiceState._make([where, name, owner, *told, dict(held)])
        found.append(((where, folder, name), one))
    yield from (one for _, one in sorted(found, key=itemgetter(0)))


def rotations(database: Database, on: date) -> Iterator[tuple[str, Rotation]]:
    """Repository and how one of its owners rotates secrets, by repository and owner."""
    c = t.rotations.c
    numbers = (c.secrets, c.without_evidence, c.scheduled, c.unknown, c.without_history)
    asked = (
        select(t.repositories.c.name, t.texts.c.text, c.rotated_on, c.worst, *numbers)
        .join(t.repositories, t.repositories.c.id == c.repository)
        .join(t.texts, t.texts.c.id == c.holder)
        .where(holds(t.rotations, on), c.repository.in_(there(on)))
    )
    found = [
        (name, Rotation(owner, days.optional_day(rotated_on), *more))
        for name, owner, rotated_on, *more in rows(database, asked)
    ]
    yield from sorted(found, key=lambda one: (one[0], one[1].owner))


def segmentations(database: Database, on: date) -> Iterator[tuple[str, Segmentation]]:
    """Repository and how policies cover its workloads, by repository."""
    c = t.segmentations.c
    asked = (
        select(t.repositories.c.name, c.workloads, c.selected, c.unknown)
        .join(t.repositories, t.repositories.c.id == c.repository)
        .where(holds(t.segmentations, on), c.repository.in_(there(on)))
    )
    found = [(name, Segmentation(*numbers)) for name, *numbers in rows(database, asked)]
    yield from sorted(found, key=lambda one: one[0])
