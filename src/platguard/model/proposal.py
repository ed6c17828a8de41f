"""What a change would alter in what decides, once it is merged; until then it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from platguard.records import dataclass
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.impact import Change
    from platguard.model.report import ReportError

PROPOSAL_KINDS = {
    "configuration": "what the organisation sets",
    "repository": "what the repository leaves out, claims and allows",
    "standard": "the rules of a standard",
    "exception": "an entry of the register of exceptions",
    "baseline": "old findings that are tolerated",
}
"""What decides and may lie in the files that are judged."""


class Proposal(NamedTuple):
    """One value that the change alters."""

    kind: str
    """A key of PROPOSAL_KINDS."""
    path: str
    line: int
    """Where the new value stands; of what is taken away, 1."""
    subject: str
    """What it belongs to: `rule image-tag`, `exception EXC-2026-0007`, the name of a file."""
    key: str
    """The key of the value, dotted: `lifecycle.enforced_from`; empty for the subject itself."""
    was: str
    """The value on the base, as a person would write it; empty for what is added."""
    becomes: str
    """The value that is proposed; empty for what is taken away."""

    @property
    def told(self) -> str:
        """For people: `rule image-tag, level: error becomes note`."""
        what = f"{self.subject}, {self.key}" if self.key else self.subject
        if not self.was:
            return f"{what}: adds {self.becomes}" if self.becomes else f"{what} is added"
        if not self.becomes:
            return f"{what}: takes away {self.was}"
        return f"{what}: {self.was} becomes {self.becomes}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """All that a change would alter in what decides."""

    changes: Sequence[Proposal]
    """By path, line and key."""
    effects: Sequence[Change]
    """What the judged files would be told differently, were it in force."""
    faults: Sequence[ReportError]
    """Why what is proposed could not be used as it stands."""
