"""What a report is to be about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date

from platguard.audit.metrics import Given
from platguard.model.programme import ProgrammePlan
from platguard.records import dataclass

REPOSITORY, SERVICE = "repository", "service"
ROWS = (REPOSITORY, SERVICE)
"""What a row of the matrix may be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be about."""

    as_of: date
    since: date | None = None
    """The day that drift is counted from; None for the last on which anybody looked by three
    months before, or the first of all."""
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Globs by attribute of a placement: name, team, segment, tier, wave. Each attribute has to
    fit, by one of its globs."""
    by: str = REPOSITORY
    """One of ROWS."""
    label: str = ""
    framework: str = ""
    """The beginning of the names of frameworks whose controls are told; empty for all."""
    new_since: date | None = None
    """From when on projects are new; None for the first of January of the year."""
    include_referenced: bool = False
    capabilities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    programme: ProgrammePlan | None = None
    engineers: Mapping[str, int] = field(default_factory=dict)
    """How many engineers each team has, by the name of the team."""
    archived: Collection[str] = ()
    """Repositories on which nobody works any more, by name."""
    about_register: Collection[str] = ()
    """Ids of the rules about exceptions and dated tables: where these are as they should be, such a
    rule has nothing to say."""
    given: Given = field(default_factory=Given)
