"""The matrix by services: the Components of catalogs, each with the rules of its own folder.

A repository without a catalog is one service, which is called as the repository.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from platguard.audit.matrix import (
    UNKNOWN,
    filled,
    with_standards,
    worst_of,
)
from platguard.model.audit import Matrix, MatrixRow
from platguard.model.organisation import WITH_FINDINGS
from platguard.model.states import ServiceState

SERVICE = "service"


def by_service(table: Matrix, services: Iterable[ServiceState]) -> Matrix:
    """The matrix of repositories as one of services, in the order of repositories."""
    known: dict[str, list[ServiceState]] = defaultdict(list)
    for one in services:
        known[one.repository].append(one)
    rows = [told for row in table.rows for told in _rows(row, known.get(row.repository, []))]
    return with_standards(replace(table, rows=rows, by=SERVICE))


def _rows(row: MatrixRow, services: list[ServiceState]) -> Iterator[MatrixRow]:
    if not services:
        yield replace(row, service=row.repository)
    for one in services:
        own = row if one.is_whole or row.status not in WITH_FINDINGS else _part(row, one)
        yield replace(own, service=one.name, team=one.owner or row.team)


def _part(row: MatrixRow, service: ServiceState) -> MatrixRow:
    return replace(filled(row, service.cells, service.findings), since={})


def worst(
    repositories: Iterable[tuple[str, str]],
    services: Iterable[ServiceState],
    judged: Mapping[str, bool],
) -> Iterator[str]:
    """What each service comes to over all rules. `repositories` are what each of these comes to;
    `judged` tells of which all files could be read."""
    known: dict[str, list[ServiceState]] = defaultdict(list)
    for one in services:
        known[one.repository].append(one)
    for name, held in repositories:
        parts = [one for one in known.get(name, ()) if not one.is_whole]
        whole = len(known.get(name, ())) - len(parts)
        yield from [held] * (whole if parts or whole else 1)
        for part in parts:
            yield worst_of(set(part.cells.values())) if judged.get(name) else UNKNOWN
