"""What is said about judging: the register, its comments, tables, ambiguous places."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguityFact(Fact):
    """A place that two readers of the file would read differently; one value is judged."""

    kind: str
    """duplicate-key, merge-override, encoding."""
    key: str
    """The key that is repeated; empty where there is none."""
    line: int
    """Line of the key whose value is judged."""
    other_line: int
    """Line of the key whose value is not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionFact(Fact):
    """An exception of the register on the day of the scan."""

    id: str
    """Its id: `EXC-2026-0007`."""
    state: str
    """As `policy_exceptions.state` names it: active, expired, invalid, ..."""
    reason: str
    """Why it is in this state and, when invalid, what would make it valid."""
    sunset: str = ""
    """Last day on which it covers anything, as written."""
    owner: str = ""
    """Who answers for it."""
    days_left: int = 0
    """Days through the sunset; unknown when that is no date."""
    renewed_by: str = ""
    """Id of the approved exception that continues it; empty for none."""
    renewal_requested: str = ""
    """Id of the exception that would continue it and waits for approvals; empty for none."""
    matches: int = 0
    """Findings that it covers."""
    critical: bool = False
    """Whether one of its rules is critical."""
    unused: str = ""
    """Why it is not needed any more; empty when it is, or when that cannot be told."""
    orphaned: str = ""
    """What it is about and is gone; empty when it is there, or when that cannot be told."""
    broad: str = ""
    """Why it covers more than one should; empty when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionCommentFact(Fact):
    """A comment such as `# platguard:exception EXC-2026-0007`. It points, and excepts nothing."""

    word: str
    """What follows `platguard:`, in small letters."""
    id: str
    """The exception that it points to; empty when it names none, or the word is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFact(Fact):
    """A dated table that comes with platguard."""

    name: str
    """Its name: `support`."""
    as_of: str
    """The day that it describes."""
