"""What a baseline is on a day: it tolerates, it is over, or it counts for nothing."""

from __future__ import annotations

from datetime import date

from platguard import dates
from platguard.counting import counted
from platguard.model.baseline import Adoption, Baseline, DebtEntry
from platguard.model.policy_exception import ExceptionLimits
from platguard.tuples import NamedTuple


class BaselineStanding(NamedTuple):
    """A baseline on a day."""

    baseline: Baseline
    days_left: int
    """Days through its sunset: 0 on it, negative afterwards."""
    fault: str
    """Why it counts for nothing, and what would make it count; empty for nothing."""

    @property
    def is_over(self) -> bool:
        """Whether its sunset has passed."""
        return self.days_left < 0

    @property
    def tolerates(self) -> bool:
        """Whether it tolerates anything."""
        return not self.fault and not self.is_over


def standing(
    baseline: Baseline, as_of: date, limits: ExceptionLimits, adoption: Adoption
) -> BaselineStanding:
    """What a baseline is on a day. One that is over is not also at fault."""
    left = dates.days_between(as_of, baseline.sunset)
    fault = "" if left < 0 else sunset_fault(baseline.sunset, as_of, limits, adoption)
    return BaselineStanding(baseline, left, fault)


def latest_sunset(as_of: date, limits: ExceptionLimits, adoption: Adoption) -> date:
    """The latest day through which anything may be tolerated, as seen from a day."""
    latest = dates.add_months(as_of, limits.longest_months)
    return min(latest, adoption.latest_sunset or latest)


def sunset_fault(sunset: date, as_of: date, limits: ExceptionLimits, adoption: Adoption) -> str:
    """Why nothing may be tolerated through a day; empty when it may."""
    if not adoption.allowed:
        return "the organisation lets nothing be adopted (adoption.allowed in its configuration)"
    latest = latest_sunset(as_of, limits, adoption)
    if sunset <= latest:
        return ""
    if latest == adoption.latest_sunset:
        return (
            f"its sunset is {sunset}, after the latest one that the organisation allows, {latest}"
            " (adoption.latest_sunset)"
        )
    months = counted(limits.longest_months, "month")
    return f"its sunset is {sunset}, more than {months} after {as_of}; latest possible is {latest}"


def is_never_debt(severity: str, by_fingerprint_only: bool, adoption: Adoption) -> bool:
    """Whether a finding is too grave to be tolerated because it is old.

    What is critical, and a secret in clear text (the rules that accept only exceptions by
    fingerprint), is mended, or excepted one by one with two approvals.
    """
    return (severity == "critical" or by_fingerprint_only) and not adoption.critical


def as_adopted(entry: DebtEntry) -> str:
    """What the entry was when it was adopted: `a warning of medium severity`."""
    article = "an" if entry.level == "error" else "a"
    return f"{article} {entry.level} of {entry.severity} severity"
