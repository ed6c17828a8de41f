"""Which rules do what in which quarter. A quarter always has its year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from platguard.model.audit import RoadmapItem, RoadmapQuarter
from platguard.model.organisation import RuleNote

WITHOUT = "no date"


def quarter(day: date) -> str:
    """`2026 Q4`"""
    return f"{day.year:04} Q{(day.month + 2) // 3}"


def roadmap(rules: Iterable[RuleNote], as_of: date) -> list[RoadmapQuarter]:
    """By quarter, what changes in it from the quarter of the day on; then drafts without a date.

    Rules that are enforced already without any date are the ground, not the road.
    """
    found: dict[str, list[RoadmapItem]] = defaultdict(list)
    current = quarter(as_of)
    for rule in rules:
        days = {"announced": rule.announced, "warning": rule.warn_from or rule.announced}
        days |= {"enforced": rule.enforced_from, "retired": rule.retired_from}
        dated = [(state, day) for state, day in days.items() if day]
        # Of states that begin on one day only the last is one that people see.
        for state, day in {day: (state, day) for state, day in dated}.values():
            if quarter(day) >= current:
                found[quarter(day)].append(RoadmapItem(rule.id, rule.title, state, day))
        if not dated and rule.state == "draft":
            found[WITHOUT].append(RoadmapItem(rule.id, rule.title, "draft", None))
    names = sorted(found.keys() - {WITHOUT}) + [WITHOUT] * (WITHOUT in found)
    return [
        RoadmapQuarter(name, sorted(found[name], key=lambda one: (str(one.day), one.rule)))
        for name in names
    ]
