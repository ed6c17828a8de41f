"""What a command about an organisation did, for programs: version 1, described by
`schemas/organisation-statistics-v1.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from platguard.reporters.json import encode

if TYPE_CHECKING:
    from platguard.model.organisation_statistics import OrganisationStatistics


def write(statistics: OrganisationStatistics, stream: TextIO) -> None:
    """Writes the statistics as JSON."""
    stream.write(encode(document(statistics)))


def document(statistics: OrganisationStatistics) -> dict[str, Any]:
    """The statistics as JSON values; what `platguard scan --stats` tells is called as there."""
    return {
        "platguard": statistics.version,
        "organisation_statistics": 1,
        "command": statistics.command,
        "exit": statistics.exit,
        "seconds": {phase: round(spent, 3) for phase, spent in statistics.seconds.items()},
        "parsed": statistics.parsed,
        "remembered": statistics.remembered,
        "judgements": {
            "asked": statistics.asked,
            "resumed": statistics.resumed,
            "made": statistics.made,
            "again": statistics.again,
            "retried": statistics.retried,
            "lost": statistics.lost,
        },
        "statuses": dict(statistics.statuses),
        "slowest": [line._asdict() for line in statistics.slowest],
    }
