"""How fast a part of the organisation gets done with something."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from platguard.records import dataclass

ORGANISATION, TEAM, SEGMENT, WAVE = PARTS = ("organisation", "team", "segment", "wave")
"""What a part of the organisation may be; the first is all of it that is in scope."""
RULES, STANDARD, ENDING = SUBJECTS = ("all rules", "standard", "what ends")
"""What there may be to get done with."""
PACE_STATES = (
    "done", "exempt", "over", "too early", "not falling", "falling", "in time", "late", "unknown",
)  # fmt: skip
"""Nothing is left; an exception covers all of it; its end was before; nobody looked on two days; it
does not become less; it does, and no end is set; it would be gone before the end, or would not;
nobody could look."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a part of the organisation has left of something, and when nothing would be left.

    Of rules and standards every rule counts once for each repository that fails it or is exempt
    from it; of what ends services and other places do, as in a `Burndown`.
    """

    part: str
    """One of PARTS."""
    name: str
    """Of the team, the segment or the wave; empty for the organisation."""
    subject: str
    """One of SUBJECTS."""
    what: str
    """The name of the standard, or of what ends; empty for all rules."""
    rule: str
    """The rule that ends something; empty for the others."""
    left: int
    repositories: int
    """In which something is left."""
    exempt: int
    """Of what is left, what an exception covers."""
    unknown: int | None
    """Beside: rules of which nobody can say whether a repository meets them; None for what ends."""
    first_on: date | None
    """The first day of the trend; None where nobody looked before the day of the report."""
    first: int | None
    """How much was left then."""
    days: int
    """Of how many days the trend is."""
    per_month: Decimal | None
    """How much goes in 30 days, by the straight line that fits best; None of one day."""
    zero_on: date | None
    """When the line reaches zero from today's number, or the first day on which nothing was left;
    None where it does not fall."""
    state: str
    """One of PACE_STATES."""
    told: str
    """When nothing is left, or why nobody can say, in a sentence."""
