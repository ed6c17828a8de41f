"""The metrics that people measure and hand in: their names, units and targets.

Names are fixed, so that a typing error is a fault and not an empty row. Targets are compared
strictly, as they are written: a value that is exactly at `> 70` does not meet it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from platguard.audit.claims import Claim
from platguard.audit.numbers import plain
from platguard.audit.support import Answers
from platguard.model.audit import Estimate
from platguard.records import dataclass

MONTHLY_STALE = 45
"""Days after which a monthly metric is stale."""


class Target(NamedTuple):
    """What a value is compared with."""

    sign: str
    """`>`, `<` or `<=`"""
    value: Decimal

    def __str__(self) -> str:
        return f"{self.sign} {plain(self.value)}"

    def is_met(self, value: Decimal) -> bool:
        """Whether the value meets it."""
        if self.sign == ">":
            return value > self.value
        return value < self.value if self.sign == "<" else value <= self.value


class Metric(NamedTuple):
    """One metric."""

    title: str
    unit: str
    target: Target | None
    """None where people compare it only with what it was, unless they set one."""
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None


def _target(sign: str, value: str) -> Target:
    return Target(sign, Decimal(value))


_PERCENT = Decimal(100)
METRICS: Mapping[str, Metric] = {
    "nps": Metric("Developer NPS", "points", _target(">", "30"), -_PERCENT, _PERCENT),
    "time_to_first_deployment_days": Metric("Time to first deployment", "days", _target("<", "1")),
    "cost_per_service": Metric("Cost per service", "USD a month", _target("<", "500")),
    "platform_uptime": Metric("Platform uptime", "percent", _target(">", "99.5"), highest=_PERCENT),
    "deployments_per_day": Metric(
        "Deployments per day, median of services", "a day", _target(">", "5")
    ),
    "mttr_minutes": Metric("Mean time to recovery", "minutes", None),
    "support_tickets": Metric("Support tickets", "tickets a month", None),
    "users": Metric("Users of the platform", "users", None),
    "change_failure_rate": Metric("Change failure rate", "percent", None, highest=_PERCENT),
    "latency_p95_ms": Metric("Latency, 95th percentile", "ms", None),
    "first_alert_days": Metric("Time to first alert", "days", _target("<=", "2")),
    "first_log_query_days": Metric("Time to first log query", "days", _target("<=", "3")),
    "onboarding_days": Metric("Time to complete onboarding", "days", _target("<=", "7")),
}
"""Every metric that a file may hold."""

DERIVED: Mapping[str, Metric] = {
    "adoption": Metric("Teams that adopted the standards", "percent", _target(">", "70")),
    "mttr_improvement": Metric("MTTR improvement", "percent", _target(">", "30")),
    "tickets_per_100": Metric("Support tickets per 100 users", "a month", _target("<", "10")),
}
"""Rows that are computed: from the repositories, or from other metrics."""

SCORECARD = (
    *("adoption", "nps", "time_to_first_deployment_days", "cost_per_service", "platform_uptime"),
    *("deployments_per_day", "mttr_improvement", "tickets_per_100"),
)
"""The eight rows of a scorecard, always there: without a value they say so."""
MORE = (
    *("first_alert_days", "first_log_query_days", "onboarding_days"),
    *("change_failure_rate", "latency_p95_ms"),
)
"""Rows that are there once somebody hands them in."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One metric in one month."""

    metric: str
    period: str
    """YYYY-MM"""
    value: Decimal | None
    """None for one that is made of `answers`."""
    source: str
    recorded_on: date
    answers: Answers | None = None
    before: Decimal | None = None
    """What it was without the platform, for an improvement."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a file of metrics holds."""

    measurements: tuple[Measurement, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    """In place of the usual ones: one threshold a metric."""
    claims: tuple[Claim, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    """What follows from inputs of people, each with its formula."""


def target_of(metric: str, given: Given) -> Target | None:
    """The one threshold of a metric."""
    known = METRICS.get(metric) or DERIVED[metric]
    return given.targets.get(metric, known.target)
