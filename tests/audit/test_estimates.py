"""Figures that follow from inputs of people: each with its formula, none without its input."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from platguard.audit.metric_files import read_metrics
from platguard.errors import UsageError
from platguard.model.audit import Estimate


def estimates(text: str) -> list[Estimate]:
    """What follows from one block."""
    given = read_metrics(f"estimates:\n  - {{about: it, {text}}}\n".encode(), "metrics.yaml")
    return list(given.estimates)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "duplicated_work: {teams: 10, engineers_each: 5, freed: [20, 25], cost: 150000}",
            [
                (50, "10 x 5 = 50"),
                (3_000_000, "20 x 150,000 = 3,000,000"),
                (15_000_000, "20 x 150,000 = 3,000,000, x 5 = 15,000,000"),
                (3_750_000, "25 x 150,000 = 3,750,000"),
                (18_750_000, "25 x 150,000 = 3,750,000, x 5 = 18,750,000"),
            ],
        ),
        # Five weeks before, three working days now: 88 weeks of waiting are no work of anybody.
        ("saved: {weeks_before: 5, days_after: 3, items: 20}", [(88, "(5 - 0.6) x 20 = 88")]),
        # A start of coding in week 5 makes four weeks.
        ("saved: {weeks_before: 4, weeks_after: 0.4, items: 20}", [(72, "(4 - 0.4) x 20 = 72")]),
        (
            "saved: {weeks_before: 8, weeks_after: 2, items: 20, effort_weeks: 6}",
            [(120, "(8 - 2) x 20 = 120"), (D("2.6"), "6 x 20 / 46 = 2.6")],
        ),
        (
            "saved: {weeks_before: 8, weeks_after: 2, items: 20, effort_weeks: 6,"
            " working_weeks: 48}",
            [(120, "(8 - 2) x 20 = 120"), (D("2.5"), "6 x 20 / 48 = 2.5")],
        ),
        (
            "saved: {weeks_before: [8, 12], days_after: [2, 5], items: 20}",
            [(186, "(10 - 0.7) x 20 = 186")],
        ),
        (
            "improvement: {before: [45, 120], after: [15, 30]}",
            [(D("72.7"), "midpoints (82.5 - 22.5) / 82.5 = 72.7%; 45 to 30 is 33.3%,"
                         " 120 to 15 is 87.5%")],
        ),
        ("improvement: {before: 45, after: 15}", [(D("66.7"), "(45 - 15) / 45 = 66.7%")]),
        (
            "error_budget: {target: 99.5, window: 30 days, spent_minutes: 120}",
            [(96, "120 of 216.0 minutes spent, 96 left (44.4%)")],
        ),
        (
            "error_budget: {target: 99.5, window: 30 days, spent_minutes: 217}",
            [(-1, "217 of 216.0 minutes spent, exhausted: prioritise stability")],
        ),
        ("support: {users: 50, staff: 2}", [(10, "50 / 5 = 10; 2 there, short by 8")]),
        ("support: {users: 51, staff: 11}", [(11, "51 / 5 = 11; 11 there, as needed")]),
    ],
)  # fmt: skip
def test_a_figure_has_its_formula(text: str, figures: list[tuple[D, str]]) -> None:
    found = estimates(text)
    assert [(one.value, one.formula) for one in found] == figures
    assert all(one.name.startswith("it") and one.unit for one in found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("saved: {weeks_before: 5, items: 20}", "one of weeks_after and days_after"),
        ("saved: {weeks_before: 5, weeks_after: 1, days_after: 3, items: 20}", "one of weeks_af"),
        ("saved: {weeks_after: 1, items: 20}", "has no weeks_before"),
        ("saved: {weeks_before: [1, 2, 3], weeks_after: 1, items: 2}", "two such as [8, 12]"),
        ("saved: {weeks_before: 5, weeks_after: 1, items: 2, working_weeks: 0}", "above 0"),
        ("improvement: {before: 0, after: 0}", "before must be above 0"),
        ("improvement: {before: many, after: 0}", "must be a number from 0"),
        ("error_budget: {target: 99.5, spent_minutes: 1}", "window"),
        ("error_budget: {target: 101, window: year, spent_minutes: 1}", "at most 100"),
        ("support: {users: -1, staff: 2}", "whole number from 0"),
        ("support: {users: 5}", "staff"),
        ("support: {}", "support has no users"),
        ("support: {users: 5, staff: 2}, saved: {items: 2}", "an estimate has one of"),
        ("supporters: 3", "unknown key 'supporters'"),
    ],
)
def test_a_fault_of_an_input_has_its_place(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        estimates(text)
    assert told in str(error.value)
    assert error.value.line == 2
