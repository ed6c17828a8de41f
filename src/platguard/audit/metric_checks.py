"""What holds for every metric that somebody hands in, whether in YAML or as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from platguard.audit.metrics import METRICS, Measurement
from platguard.errors import UsageError
from platguard.suggestions import suggestion

Fault = Callable[[str], UsageError]
"""An error at the place that is being read."""
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_WHOLE = ("users", "support_tickets")


def named(name: str, fault: Fault) -> str:
    """The name of a metric."""
    if name not in METRICS:
        raise fault(f"there is no metric {name!r:.60}{suggestion(name, METRICS)}")
    return name


def month(text: str, fault: Fault) -> str:
    """A month as YYYY-MM."""
    if not _MONTH.fullmatch(text):
        raise fault(f"period is {text!r:.40}; it must be a month as YYYY-MM")
    return text


def check_unit(name: str, unit: str, fault: Fault) -> None:
    """Refuses another unit than that of the metric; none is right as well."""
    wanted = METRICS[name].unit
    if unit and unit != wanted:
        raise fault(f"{name} is in {wanted}, not in {unit!r:.40}")


def limited(name: str, value: Decimal, fault: Fault) -> Decimal:
    """A value that the metric can have."""
    metric = METRICS[name]
    if value < metric.lowest or (metric.highest is not None and value > metric.highest):
        most = "" if metric.highest is None else f" and at most {metric.highest}"
        raise fault(f"{name} must be at least {metric.lowest}{most}, not {value}")
    if name in _WHOLE and value != int(value):
        raise fault(f"{name} must be a whole number, not {value}")
    return value


class Once:
    """Refuses a metric that is given twice for a month."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def check(self, one: Measurement, fault: Fault) -> Measurement:
        """The same, when it is the first."""
        key = (one.metric, one.period)
        if key in self._seen:
            raise fault(f"{one.metric} of {one.period} is given twice")
        self._seen.add(key)
        return one
