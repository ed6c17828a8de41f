"""What is as it should be, and ends."""

from __future__ import annotations

from datetime import date

from platguard.tuples import NamedTuple


class Ending(NamedTuple):
    """What a repository has that is as it should be, and ends on a day."""

    day: date
    """The last day of its support, or the first on which it is gone, as its rule has it."""
    rule: str
    what: str
    """What ends, such as `php 8.2`."""
    repository: str
    findings: int
    """How much uses it there."""
