"""How a finding's file could be mended: exact edits of its text."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.records import dataclass
from platguard.tuples import NamedTuple

REPAIRS = {
    "safe": "one edit is possible and keeps the meaning: `platguard fix` makes it",
    "suggest": "a person has to look at it: it is shown and never made alone",
}
"""Every class of repair."""


class Replacement(NamedTuple):
    """A stretch of a file's text and what takes its place.

    Lines and columns start at 1 and count code points; the end is the first place after it.
    """

    path: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What mends one finding."""

    kind: str
    """A key of REPAIRS."""
    told: str
    """For people: what the edit does."""
    replacements: Sequence[Replacement]
    """In order, apart from each other; a file that does not exist yet is replaced from 1:1 to 1:1.
    """
    lines: Replacement | None = None
    """The same as one replacement of whole lines, for those who can show nothing else; None where
    it is more than one, or a secret stands on them. Its text has no line break at its end."""
