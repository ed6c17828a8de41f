"""The arithmetic that is often copied wrong, computed: each row one figure that was checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit import claims, downtime, planner
from platguard.audit.curve import MONTHLY, SLOW, target_at
from platguard.audit.effort import elapsed_and_effort, engineers, midpoint, weeks, weeks_saved
from platguard.audit.metrics import Given, Target, target_of
from platguard.audit.numbers import rounded
from platguard.audit.planner import Range
from platguard.audit.trajectory import growth
from platguard.errors import UsageError


def told(*given: claims.Claim) -> list[str]:
    """What is wrong with claims."""
    return [one.told for one in claims.inconsistencies(given)]


@pytest.mark.parametrize(
    ("target", "window", "words"),
    [
        ("99.5", "year", "43.8 hours"),
        ("99.5", "month", "3.65 hours"),
        ("99.9", "year", "8.76 hours"),
        ("99.95", "year", "4.38 hours"),
        ("99", "year", "87.6 hours"),
        ("99.99", "year", "52.6 minutes"),
        ("99.5", "30 days", "3.6 hours"),
        ("99.5", "7 days", "50.4 minutes"),
        ("99.5", "90 days", "10.8 hours"),
        ("99.5", "day", "7.2 minutes"),
        ("100", "year", "0 hours"),
    ],
)
def test_downtime_follows_from_target_and_window(target: str, window: str, words: str) -> None:
    assert downtime.allowed(D(target), window) == words


def test_a_window_is_needed_and_known() -> None:
    with pytest.raises(UsageError, match="no window 'yaer', did you mean year"):
        downtime.allowed(D("99.5"), "yaer")


@pytest.mark.parametrize("target", ["0", "-1", "100.01"])
def test_a_target_is_a_share(target: str) -> None:
    with pytest.raises(UsageError, match="is no target"):
        downtime.allowed(D(target), "year")


@given(st.lists(st.integers(1, 10_000), min_size=2, unique=True), st.sampled_from(
    sorted(downtime.WINDOWS)
))  # fmt: skip
def test_a_higher_target_allows_less(basis_points: list[int], window: str) -> None:
    allowed = [downtime.allowed_hours(D(points) / 100, window) for points in sorted(basis_points)]
    assert all(more > less for more, less in pairwise(allowed))


def test_a_declared_downtime_that_disagrees_is_told() -> None:
    wrong = claims.Downtime("deployment platform", D("99.5"), "year", D("2.5"))
    assert told(wrong) == [
        "99.5% of a year allows 43.8 hours of downtime, not 2.5 hours; that would be 99.97%."
    ]
    assert len(told(wrong._replace(hours=D("3.7")))) == 1
    assert told(wrong._replace(hours=D("3.7"), window="month")) == []
    # Truncated figures are within 2 percent.
    assert told(claims.Downtime("x", D("99.9"), "year", D("8.7"))) == []
    assert told(claims.Downtime("x", D("99.95"), "year", D("4.3"))) == []


@pytest.mark.parametrize(
    ("before", "after", "items", "saved"),
    [
        (D(5), weeks(D(3)), 20, "88.0"),
        (D(4), weeks(D(2)), 20, "72.0"),
        (D(8), D(2), 20, "120.0"),
        (midpoint(D(8), D(12)), weeks(midpoint(D(2), D(5))), 20, "186.0"),  # type: ignore[arg-type]
    ],
)
def test_weeks_saved_are_elapsed(before: D, after: D, items: int, saved: str) -> None:
    assert weeks_saved(before, after, items) == D(saved)


@pytest.mark.parametrize(
    ("effort", "working", "people"),
    [("88", "46", "1.9"), ("88", "48", "1.8"), ("120", "46", "2.6"), ("1380", "46", "30.0")],
)
def test_people_are_weeks_of_work_by_weeks_of_a_year(
    effort: str, working: str, people: str
) -> None:
    assert engineers(D(effort), D(working)) == D(people)


def test_elapsed_time_is_not_effort() -> None:
    elapsed = elapsed_and_effort("new service", D(5), D("0.6"), 20, None)
    assert [(one.unit, one.value) for one in elapsed] == [("weeks", D("88.0"))]
    both = elapsed_and_effort("new service", D(5), D("0.6"), 20, D(2))
    assert [(one.unit, one.value) for one in both][1] == ("engineers", D("0.9"))
    assert both[1].formula == "2 x 20 / 46 = 0.9"


def test_wrong_weeks_and_engineers_are_told() -> None:
    services = claims.Effort("new services", D(5), D("0.6"), 20, D(90), D(2))
    projects = claims.Effort("projects", D(8), D(2), 20, D(120), D(30))
    onboarding = claims.Effort("onboarding", D(10), D("0.7"), 20, D(200))
    assert told(services) == ["(5 - 0.6) x 20 = 88 weeks elapsed, not 90."]
    assert told(projects) == [
        "120 weeks are 2.6 engineers for a year of 46 weeks, not 30, who would be 1,380 weeks."
    ]
    assert told(onboarding) == ["(10 - 0.7) x 20 = 186 weeks elapsed, not 200."]
    assert told(services, projects, onboarding)[-1] == (
        "new services, projects, onboarding answer one question in 3 ways; do not add them up."
    )


def test_an_improvement_states_its_pair() -> None:
    low = claims.Improvement("MTTR", D(45), D(30), D("33.3"))
    assert told(low, low._replace(before=D(120), after=D(15), percent=D("87.5"))) == []
    assert told(low._replace(before=D("82.5"), after=D("22.5"), percent=D(50))) == [
        "From 82.5 to 22.5 is 72.7% less, not 50%."
    ]


def test_shares_sum_to_a_hundred() -> None:
    parts = ((2, 3), (10, 15), (35, 35), (35, 35), (2, 3))
    curve = claims.Shares("adopters", tuple((D(low), D(high)) for low, high in parts))
    assert told(curve) == ["The shares sum to 84 to 91%, not to 100%."]
    rogers = ("2.5", "13.5", "34", "34", "16")
    assert told(claims.Shares("adopters", tuple((D(part), D(part)) for part in rogers))) == []


def test_growth_is_told_in_points_a_month() -> None:
    points = [D(10), D(25), D(50), D(75)]
    months = [1, 3, 6, 12]
    found = [
        rounded((later - earlier) / (end - start))
        for (earlier, later), (start, end) in zip(pairwise(points), pairwise(months), strict=True)
    ]
    assert found == [D("7.5"), D("8.3"), D("4.2")]
    assert growth(points) == 25


def test_there_is_one_curve_and_the_slow_way_is_a_band() -> None:
    assert target_at(MONTHLY, 12) == 75
    assert SLOW == (18, 24, 70, 80)


@pytest.mark.parametrize(
    ("metric", "value", "met"),
    [
        ("adoption", "70", False),
        ("adoption", "70.1", True),
        ("nps", "30", False),
        ("nps", "30.1", True),
        ("time_to_first_deployment_days", "1", False),
        ("time_to_first_deployment_days", "0.9", True),
        ("cost_per_service", "500", False),
        ("cost_per_service", "499.99", True),
        ("platform_uptime", "99.5", False),
        ("platform_uptime", "99.51", True),
        ("deployments_per_day", "5", False),
        ("deployments_per_day", "6", True),
        ("mttr_improvement", "30", False),
        ("mttr_improvement", "30.1", True),
        ("tickets_per_100", "10", False),
        ("tickets_per_100", "9.9", True),
        ("first_alert_days", "2", True),
        ("first_log_query_days", "3.1", False),
        ("onboarding_days", "7", True),
    ],
)
def test_a_boundary_belongs_to_one_side(metric: str, value: str, met: bool) -> None:
    target = target_of(metric, Given())
    assert target is not None
    assert target.is_met(D(value)) is met


def test_a_metric_has_one_threshold() -> None:
    given = Given(targets={"tickets_per_100": Target("<", D(20))})
    assert str(target_of("tickets_per_100", given)) == "< 20"
    assert str(target_of("tickets_per_100", Given())) == "< 10"


@pytest.mark.parametrize(("months", "teams"), [(12, (38, 115)), (18, (58, 185)), (24, (83, 245))])
def test_waves_reach_so_many_teams(months: int, teams: tuple[int, int]) -> None:
    assert planner.capacity_of_months(months) == teams


@given(st.integers(1, 400))
def test_what_is_needed_suffices_and_not_a_week_less(teams: int) -> None:
    best, worst = planner.weeks_for(teams)
    assert planner.capacity(best).most >= teams > planner.capacity(best - 1).most
    assert planner.capacity(worst).least >= teams > planner.capacity(worst - 1).least


def test_an_infeasible_target_is_told() -> None:
    start = date(2026, 1, 5)
    plan = planner.plan(100, start, date(2026, 6, 1))
    assert (plan.earliest - start).days == 7 * (6 + 10 * 4)
    assert "2026-06-01 is infeasible" in plan.told
    assert "infeasible" not in planner.plan(100, start, plan.latest).told
    claim = claims.Rollout("all teams", 100, start, date(2026, 6, 1))
    assert "infeasible" in told(claim)[0]
    assert told(claim._replace(target=plan.latest)) == []


def test_more_supporters_than_freed_people_are_told() -> None:
    claim = claims.Support("support", 500, 25)
    assert told(claim) == [
        "One supporter for five of 500 users are 100 people, more than the 25 whom the platform"
        " frees."
    ]
    assert told(claim._replace(users=50)) == []


def test_a_quota_tells_what_is_short() -> None:
    full = claims.Quota("storage", D(100), D(80), D(30), True)
    assert told(full) == []
    assert told(full._replace(requested=D(0))) == [
        "needs 0, 80 of 100 used, 20 to spare: it is not exceeded."
    ]
    assert "needs 30, 80 of 100 used, 10 short" in told(full._replace(exceeded=False))[0]


def test_ranges_are_told() -> None:
    assert str(Range(3, 5)) == "3-5"
