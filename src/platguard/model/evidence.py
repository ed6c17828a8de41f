"""What checking an export comes to: what its reporters receive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.records import dataclass

CHANGED, MISSING, ADDITIONAL, NO_FILE = "changed", "missing", "additional", "no file"
FAULTS = (CHANGED, MISSING, ADDITIONAL, NO_FILE)
"""What may be wrong with a file: its bytes are others than the statement says; it is not there; the
statement does not name it; it is a link or something else that nobody should follow."""
SAME, DIFFERS, INCOMPLETE = "same", "differs", "incomplete"


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file of an export that is not as the statement says."""

    path: str
    fault: str
    """One of FAULTS."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that an export says and that judging again does not give, or the other way."""

    repository: str
    """Empty where it is about the whole."""
    rule: str
    """Empty where it is about no rule."""
    message: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A repository that could not be judged again."""

    repository: str
    reason: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file beside the statement that says somebody signed it. platguard holds no keys: whether a
    signature is good, the tool that made it tells."""

    path: str
    keys: Sequence[str]
    """What it calls the keys; empty for one that it does not name."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking an export came to."""

    files: Sequence[FileFault]
    """By path. Where there are any, nothing was judged again."""
    as_of: date | None = None
    """The day of the export; None where its files are not those of the statement."""
    result: str = ""
    """What the statement says: PASSED, WARNED or FAILED."""
    repositories: int = 0
    again: int = 0
    """How many were judged again."""
    unjudged: int = 0
    """How many could not be judged when the export was made, so that there is nothing to repeat."""
    absent: Sequence[Absent] = ()
    differences: Sequence[Difference] = ()
    envelopes: Sequence[Envelope] = ()
    """Those that hold the statement of the export."""
    causes: Sequence[str] = ()
    """What may be the reason of differences, such as another version of platguard."""

    @property
    def verdict(self) -> str:
        """same, differs, or incomplete: the same as far as it was judged again."""
        if self.files or self.differences:
            return DIFFERS
        return INCOMPLETE if self.absent else SAME

    @property
    def exit(self) -> int:
        """The exit code: 0 same, 1 differs, 3 incomplete."""
        return {SAME: 0, DIFFERS: 1, INCOMPLETE: 3}[self.verdict]
