"""Targets, waves and what is planned, with the numbers that were agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from platguard.audit.matrix import share
from platguard.audit.programme import course, programme
from platguard.config import read_organisation
from platguard.errors import UsageError
from platguard.model.audit import AdoptionRow
from platguard.model.programme import ProgrammePlan

START = date(2025, 1, 1)


def plan(text: str) -> ProgrammePlan:
    """The plan of a configuration."""
    found = read_organisation(f"programme: {text}\n".encode(), "platguard.yaml").programme
    assert found is not None
    return found


def teams(passing: int, failing: int) -> AdoptionRow:
    """So many teams that comply, of so many that do or do not."""
    return share("teams", ["pass"] * passing + ["fail"] * failing)


def test_the_course_is_held_against_the_usual_targets() -> None:
    shares = [(date(2025, 4, 1), teams(1, 3)), (date(2025, 10, 1), teams(619, 381))]
    found = course(ProgrammePlan(START), date(2025, 10, 1), shares)
    assert [(point.month, point.target, point.actual, point.told) for point in found.points] == [
        (D(1), D(10), None, "no data"),
        (D(3), D(25), D(25), "on track"),
        (D(6), D(50), None, "no data"),
        (D(9), D("62.5"), D("61.9"), "0.6 points behind"),
        (D(12), D(75), None, "no data"),
    ]
    assert found.band == "70-80% in month 18-24"


def test_targets_of_its_own_take_the_place_of_the_usual_ones() -> None:
    own = plan('{started: 2025-01-01, adoption_targets: {"24": 80, "6": 40.5}}')
    found = course(own, date(2025, 4, 1), [(date(2024, 12, 1), teams(1, 1))])
    assert [(point.month, point.target) for point in found.points] == [
        (D(3), D("20.3")), (D(6), D("40.5")), (D(24), D(80)),
    ]  # fmt: skip


def test_waves_reach_so_many_teams() -> None:
    found = programme(ProgrammePlan(START), START, 60, 0)
    assert [(one.months, one.least, one.most) for one in found.capacities] == [
        (12, 38, 115), (18, 58, 185), (24, 83, 245),
    ]  # fmt: skip
    assert found.is_feasible is None
    assert not found.warnings


@pytest.mark.parametrize(
    ("text", "as_of", "feasible", "told"),
    [
        ("finish_by: 2025-07-30", START, True, "60 teams by waves from 2025-01-01: done from"),
        ("finish_by: 2025-07-29", START, False, "2025-07-29 is infeasible"),
        ("finish_by: 2027-12-31", date(2025, 9, 1), True, "40 teams left on 2025-09-01"),
        ("finish_by: 2025-10-31", date(2025, 9, 1), False, "2025-10-31 is infeasible"),
    ],
)
def test_a_day_that_cannot_be_met_is_told(
    text: str, as_of: date, feasible: bool, told: str
) -> None:
    found = programme(plan(f"{{started: 2025-01-01, teams: 60, {text}}}"), as_of, 9, 20)
    assert found.is_feasible is feasible
    assert told in " ".join(found.told)


def test_teams_that_are_left_go_on_where_the_waves_are() -> None:
    # 40 teams by waves of 5 to 10 that take 4 to 6 weeks: 4 waves at best, 8 at worst.
    found = programme(ProgrammePlan(START), date(2025, 9, 1), 60, 20)
    assert found.told[1].endswith("done from 2025-12-22 to 2026-08-03.")
    # Within the pilot nobody is behind: its teams are those of the pilot.
    early = programme(ProgrammePlan(START), date(2025, 1, 15), 60, 0)
    assert early.told[0].partition(": ")[2] == early.told[1].partition(": ")[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pilot: {teams: 2, weeks: 6}", ["The pilot has 2 teams; usual are 3-5."]),
        ("pilot: {teams: 3, weeks: 5}", ["The pilot takes 5 weeks; usual are 6-8."]),
        ("pilot: {teams: 5, weeks: 8}", []),
        ("waves: {teams: [5, 12]}", ["A wave has 5-12 teams; usual are 5-10."]),
        ("waves: {weeks: 3}", ["A wave takes 3 weeks; usual are 4-6."]),
    ],
)
def test_what_is_unusual_is_told_with_its_range(text: str, told: list[str]) -> None:
    found = programme(plan(f"{{started: 2025-01-01, {text}}}"), START, 20, 0)
    assert list(found.warnings) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{teams: 4}", "programme has no started"),
        ("{started: 2025-01-01, finish_by: 2025-01-01}", "is not after started"),
        ('{started: 2025-01-01, adoption_targets: {"0": 3}}', "'0' is no month"),
        ('{started: 2025-01-01, adoption_targets: {"x": 3}}', "'x' is no month"),
        ('{started: 2025-01-01, adoption_targets: {"1": 101}}', "not 0 to 100 percent"),
        ('{started: 2025-01-01, adoption_targets: {"1": true}}', "not 0 to 100 percent"),
        ('{started: 2025-01-01, adoption_targets: {"1": 9, "2": 8}}', "falls from 9% in month 1"),
        ("{started: 2025-01-01, adoption_targets: [10]}", "a mapping from months to percent"),
        ("{started: 2025-01-01, teams: 0}", "it must be from 1"),
        ("{started: 2025-01-01, pilot: {teams: 4}}", "weeks"),
        ("{started: 2025-01-01, waves: {weeks: [6, 4]}}", "two such as [4, 6]"),
        ("{started: 2025-01-01, wave: {}}", "unknown key 'wave'"),
    ],
)
def test_a_fault_of_the_plan_has_its_place(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        plan(text)
    assert told in str(error.value)
    assert error.value.line == 1
