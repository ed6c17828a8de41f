"""What a look saw of services, secrets and networks, as steps of their tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection

from platguard.history import days
from platguard.history.kept import (
    ROTATIONS,
    SEGMENTATIONS,
    SERVICE_STANDINGS,
    SERVICES,
    Values,
    keep,
)
from platguard.history.names import Names, storable
from platguard.model.organisation import Observation, Rotation, Segmentation, Service

_NONE = Segmentation()


def keep_practices(
    connection: Connection,
    names: Names,
    repository: int,
    span: tuple[int, int | None],
    seen: Observation | None,
) -> None:
    """Keeps them from the day of the look until the next one; None for what is not known any more.

    `span` are these two days.
    """
    if seen is None:
        for kept in (SERVICES, SERVICE_STANDINGS, ROTATIONS, SEGMENTATIONS):
            keep(connection, kept, repository, span, None)
        return
    wanted = {service.name for service in seen.services}
    texts = names.texts(connection, wanted | {one.owner for one in seen.rotations})
    services = {(texts[one.name],): _service(one) for one in seen.services}
    keep(connection, SERVICES, repository, span, services)
    standings: dict[Values, Values] = {
        (texts[one.name], names.rule(connection, rule)): (state,)
        for one in seen.services
        for rule, state in sorted(one.standings.items())
    }
    keep(connection, SERVICE_STANDINGS, repository, span, standings)
    rotations = {(texts[one.owner],): _rotation(one) for one in seen.rotations}
    keep(connection, ROTATIONS, repository, span, rotations)
    covered = seen.segmentation
    keep(
        connection,
        SEGMENTATIONS,
        repository,
        span,
        {} if covered == _NONE else {(): astuple(covered)},
    )


def practices_told(seen: Observation) -> Iterator[Any]:
    """All that `keep_practices` keeps, as values that are the same for the same observation."""
    for service in seen.services:
        yield [*_service(service), service.name, sorted(service.standings.items())]
    for rotation in seen.rotations:
        yield [*_rotation(rotation), rotation.owner]
    yield astuple(seen.segmentation)


def _service(one: Service) -> Values:
    return (storable(one.owner), storable(one.folder), one.is_whole, one.findings)


def _rotation(one: Rotation) -> Values:
    rotated_on = days.number(one.rotated_on) if one.rotated_on else None
    numbers = (one.secrets, one.without_evidence, one.scheduled, one.unknown, one.without_history)
    return (rotated_on, storable(one.worst), *numbers)
