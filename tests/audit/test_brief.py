"""What an organisation's report computes, each row an example that was agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from platguard.audit import downtime, notices, planner, practices, support
from platguard.audit.adoption import of_engineers, team_standings
from platguard.audit.burndown import by_team, fall, per_month, used_on, zero_on
from platguard.audit.champion import champions
from platguard.audit.curve import MONTHLY, Targets, months_since, standing, standing_at
from platguard.audit.drift import Flow
from platguard.audit.effort import duplicated_work, improvement, salaries
from platguard.audit.matrix import FAIL, PASS, share
from platguard.audit.numbers import told
from platguard.audit.roadmap import quarter, roadmap
from platguard.audit.sprawl import ToolUse, sprawl
from platguard.audit.trajectory import growth, trajectory
from platguard.audit.uses import Use
from platguard.errors import UsageError
from platguard.model.audit import UsageDay
from platguard.model.organisation import Rotation, RuleNote, Segmentation

SWARM = RuleNote(
    id="docker-swarm",
    standard="runtimes",
    title="Docker Swarm",
    severity="high",
    state="warning",
    revision=1,
    owner="platform-runtime",
    contact="#platform-runtime",
    guide="https://docs.example/swarm-to-kubernetes",
    announced=date(2025, 9, 30),
    enforced_from=date(2025, 12, 31),
    replacement="Kubernetes",
)
TODAY = date(2026, 6, 1)
THING = notices.product("Docker Swarm")
USES = [
    Use(
        f"shop/app{number % 12}",
        f"compose:app/service-{number}",
        "app/compose.yaml",
        team=f"team-{number % 3}",
    )
    for number in range(30)
]


def days(*numbers: int) -> list[tuple[date, int]]:
    """Numbers a week apart."""
    return [
        (date(2025, 10, 1) + timedelta(weeks=week), number) for week, number in enumerate(numbers)
    ]


def test_what_ends_is_announced() -> None:
    day = date(2025, 10, 15)
    text = notices.announce(THING, SWARM, day, used_on(day, USES), by_team(USES))
    assert "ends on 2025-12-31, in 77 days" in text
    assert (
        "30 services in 12 repositories use Docker Swarm: team-0 10, team-1 10, team-2 10." in text
    )
    for part in ("Kubernetes", SWARM.guide, SWARM.contact, "help"):
        assert part in text


def test_use_is_counted_by_service_and_told_with_its_teams() -> None:
    # Three files of each service mention it.
    today = used_on(date(2025, 11, 1), USES * 3)
    teams = by_team(USES * 3)
    earlier = UsageDay(date(2025, 9, 30), 36, 14)
    text = notices.monitor(THING, today, teams, earlier)
    assert text.startswith(
        "As of 2025-11-01, 30 services in 12 repositories still use Docker Swarm: "
        "team-0 10, team-1 10, team-2 10."
    )
    assert text.endswith("6 fewer than on 2025-09-30, when there were 36.")
    assert [len(row.repositories) for row in teams] == [4, 4, 4]


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2025, 12, 30), ["tomorrow", "From 2025-12-31 on"]),
        (date(2025, 12, 31), ["ends today", "will not deploy", "Contact #platform-runtime"]),
        (date(2026, 1, 1), ["ended 1 day ago", "will not deploy"]),
    ],
)
def test_the_end_is_told_by_the_day(as_of: date, words: list[str]) -> None:
    text = notices.enforce(THING, SWARM, as_of)
    assert all(word in text for word in words), text


def test_half_of_it_is_migrated() -> None:
    today = UsageDay(date(2025, 11, 1), 15, 6)
    assert "15 of 30 services migrated (50%)." in notices.during(THING, 30, today, None)
    eta = notices.during(THING, 30, today, date(2025, 12, 1))
    assert eta.endswith("At this pace the rest is done by 2025-12-01.")
    gone = UsageDay(date(2026, 1, 2), 0, 0)
    assert "ETA" not in notices.during(THING, 30, gone, gone.day)
    assert "Nothing uses Docker Swarm as of 2026-01-02" in notices.after(THING, SWARM, gone)
    before = notices.before(THING, SWARM, today, by_team(USES))
    assert "Use Kubernetes instead. This is about 15 services in 6 repositories of team-0" in before


@pytest.mark.parametrize(
    ("points", "zero", "monthly"),
    [
        (days(30), None, None),
        (days(30, 23), date(2025, 10, 31), D("30.0")),
        (days(30, 30), None, D("0.0")),
        (days(20, 30), None, D("-42.9")),
        (days(30, 23, 16, 9), date(2025, 10, 31), D("30.0")),
        (days(14, 0, 0), date(2025, 10, 8), D("30.0")),
        ([], None, None),
    ],
)
def test_the_trend_reaches_zero_only_where_it_falls(
    points: list[tuple[date, int]], zero: date | None, monthly: D | None
) -> None:
    assert zero_on(points) == zero
    assert per_month(points) == monthly


def test_two_scans_of_one_day_are_no_trend() -> None:
    assert fall([(date(2025, 10, 1), 30), (date(2025, 10, 1), 20)]) is None


def rotated(worst_days: int, secrets: int = 1, without: int = 0) -> Rotation:
    """What one repository knows; -1 for no secret that is dated."""
    day = TODAY - timedelta(days=worst_days) if worst_days >= 0 else None
    return Rotation("", day, "key", secrets, without)


def test_rotation_is_told_by_team() -> None:
    found = [("payments", rotated(30)), ("payments", rotated(4)), ("search", rotated(-1, 3, 3))]
    assert [one.told for one in practices.rotation_practices(found, TODAY)] == [
        "payments: monthly (worst 30 d)",
        "search: never (no evidence for 3 of 3)",
    ]


@pytest.mark.parametrize(
    ("age", "named"),
    [(31, "monthly"), (32, "quarterly"), (92, "quarterly"), (93, "yearly"), (366, "yearly"),
     (367, "older")],
)  # fmt: skip
def test_a_team_is_as_good_as_its_worst_secret(age: int, named: str) -> None:
    (found,) = practices.rotation([("a", rotated(1)), ("a", rotated(age))], TODAY)
    assert (found.rotates, found.worst_days, found.secrets) == (named, age, 2)


def test_segmentation_is_told_by_team() -> None:
    found = [
        ("payments", Segmentation(4, 4)),
        ("payments", Segmentation(2, 2)),
        ("search", Segmentation(5, 0)),
        ("", Segmentation(1, 1, unknown=2)),
    ]
    assert [(one.team, one.told) for one in practices.segmentation(found)] == [
        ("(none)", "workloads 1/1 (100.0%), 2 unknown"),
        ("payments", "workloads 6/6 (100.0%)"),
        ("search", "workloads 0/5 (0.0%)"),
    ]


def test_a_secret_is_of_whom_it_names() -> None:
    mine, theirs = rotated(40), Rotation("payments", TODAY - timedelta(days=3), "key", 1)
    secrets = [("shop/web", mine), ("shop/web", theirs), ("left/it", mine)]
    found = practices.practices(secrets, [], {"shop/web": "web"}, TODAY)
    assert [one.told for one in found] == [
        "payments: monthly (worst 3 d)",
        "web: quarterly (worst 40 d)",
    ]


TOOLS = {
    "ci": ["circleci", "github-actions", "gitlab", "jenkins", "travis"],
    "logging": ["fluentd", "loki", "splunk"],
    "monitoring": ["datadog", "newrelic", "prometheus", "zabbix"],
    "secrets": ["sops", "vault"],
}
STANDARD = {
    "ci": ["github-actions"],
    "logging": ["loki"],
    "monitoring": ["prometheus"],
    "secrets": ["vault"],
}


def used(strength: str = "used") -> list[ToolUse]:
    """Each product once; zabbix is excepted."""
    return [
        ToolUse("a/b", category, product, strength, product == "zabbix")
        for category, products in TOOLS.items()
        for product in products
    ]


def test_sprawl_is_counted_against_the_standard() -> None:
    found = sprawl(used() * 2, STANDARD)
    assert (found.distinct, found.target, found.surplus) == (14, 4, 10)
    assert [(one.category, one.surplus) for one in found.categories] == [
        ("ci", 4), ("logging", 2), ("monitoring", 3), ("secrets", 1),
    ]  # fmt: skip
    monitoring = found.categories[2]
    assert [(row.product, row.excepted, row.is_standard) for row in monitoring.products][2:] == [
        ("prometheus", 0, True), ("zabbix", 1, False),
    ]  # fmt: skip


def test_what_is_only_named_counts_when_asked_for() -> None:
    uses = [*used(), ToolUse("a/b", "logging", "logtail", "referenced", False)]
    assert sprawl(uses, STANDARD).distinct == 14
    found = sprawl(uses, STANDARD, include_referenced=True)
    assert (found.distinct, found.surplus, found.referenced) == (15, 11, True)


def test_a_category_without_a_standard_has_no_surplus() -> None:
    found = sprawl(used(), {"ci": ["github-actions"]})
    assert (found.distinct, found.target, found.surplus) == (14, 1, 4)
    assert [one.surplus for one in found.categories] == [4, None, None, None]


def test_savings_have_their_formula() -> None:
    assert [one.value for one in salaries("it", 20, D(150_000))] == [3_000_000, 15_000_000]
    assert [one.value for one in salaries("it", 25, D(150_000))] == [3_750_000, 18_750_000]
    whole = duplicated_work("it", 10, 5, [20, 25], D(150_000))
    assert whole[0].value == 50
    assert [one.formula for one in whole[:2]] == ["10 x 5 = 50", "20 x 150,000 = 3,000,000"]
    assert all("=" in one.formula for one in whole)


@pytest.mark.parametrize(
    ("teams", "weeks", "named"),
    [(3, 6, 0), (5, 8, 0), (2, 6, 1), (3, 5, 1), (6, 9, 2)],
)
def test_an_unusual_pilot_is_told_with_the_range(teams: int, weeks: int, named: int) -> None:
    found = planner.warnings(teams, weeks)
    assert len(found) == named
    assert all("3-5" in told or "6-8" in told for told in found)


@pytest.mark.parametrize(
    ("month", "actual", "target", "words"),
    [
        (9, "61.9", "62.5", "0.6 points behind"),
        (9, "62.5", "62.5", "on track"),
        (1, "10", "10.0", "on track"),
        (2, "18", "17.5", "on track, 0.5 points ahead"),
        (0, "0", "0.0", "on track"),
        (12, "74", "75.0", "1 point behind"),
        (30, "80", "75.0", "on track, 5 points ahead"),
    ],
)
def test_adoption_is_held_against_the_curve(
    month: int, actual: str, target: str, words: str
) -> None:
    point = standing_at(MONTHLY, month, D(actual))
    assert (point.target, point.told) == (D(target), words)


def test_months_count_from_the_start() -> None:
    assert months_since(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert months_since(date(2026, 1, 1), date(2026, 10, 1)) == 9
    assert months_since(date(2026, 1, 1), date(2025, 10, 1)) == 0
    targets = Targets(date(2026, 1, 1))
    assert standing(targets, date(2026, 10, 1), D("61.9")).told == "0.6 points behind"
    assert standing(targets, date(2026, 10, 1), None).told == "no data"


@pytest.mark.parametrize(
    ("points", "named"),
    [
        ([10, 25, 38, 44, 44, 45], "plateau"),
        ([10, 25, 50, 49, 47], "declining"),
        ([60, 71, 72, 73], "saturating"),
        ([10, 25], "too few points"),
        ([10, 25, 38], "growing"),
        ([50, 52, 51, 48], "declining"),
        ([50, 47, 47, 48], "declining"),
        ([60, 60, 60], "flat"),
        ([60, 64, 68], "growing"),
        ([66, 70, 72], "growing"),
    ],
)
def test_a_trajectory_has_a_name(points: list[int], named: str) -> None:
    assert trajectory([D(point) for point in points]) == named


def test_three_denominators_are_never_mixed() -> None:
    teams = {f"t{number}": PASS if number < 12 else FAIL for number in range(20)}
    new = [PASS] * 7 + [FAIL] * 2
    found = share("teams", teams.values()), share("new projects since 2026-01-01", new)
    assert ", ".join(told(row.rate) for row in found) == (
        "teams 12/20 (60.0%), new projects since 2026-01-01 7/9 (77.8%)"
    )
    engineers = of_engineers(teams, {"t0": 8, "t19": 2, "unheard-of": 90})
    assert told(engineers.rate) == "engineers 8/10 (80.0%)"


def test_a_team_is_as_good_as_its_worst_repository() -> None:
    found = [("a", PASS), ("a", "exempt"), ("b", PASS), ("b", FAIL), ("c", "not-applicable"),
             ("", FAIL), ("d", PASS), ("d", "not-evaluated")]  # fmt: skip
    standings = team_standings(found)
    assert standings == {"a": "exempt", "b": FAIL, "c": "not-applicable", "d": PASS}
    adopted = share("teams", standings.values())
    assert (told(adopted.rate), adopted.exempt) == ("teams 1/2 (50.0%)", 1)


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ((50, 30, 20), D("30.0"), "acceptable"),
        ((1, 1, 1), D("0.0"), "acceptable"),
        ((51, 30, 19), D("32.0"), "good"),
        ((1, 0, 2), D("-33.3"), "bad"),
        ((0, 0, 0), None, "no data"),
    ],
)
def test_satisfaction_comes_from_counts(
    answers: tuple[int, int, int], value: D | None, band: str
) -> None:
    assert support.satisfaction(support.Answers(*answers)) == (value, band)


@pytest.mark.parametrize("score", ["11", "7.5", "-1"])
def test_a_score_is_a_whole_number_to_ten(score: str) -> None:
    with pytest.raises(UsageError, match="is no score"):
        support.answers_of({D(score): 1})


def test_scores_are_grouped() -> None:
    scores = {D(score): 1 for score in range(11)}
    assert support.answers_of(scores) == (2, 2, 7)


@pytest.mark.parametrize(
    ("spent", "left", "share", "words"),
    [
        ("120", "96.0", "44.4", "96 left (44.4%)"),
        ("217", "-1.0", "-0.5", "exhausted: prioritise stability"),
        ("216", "0.0", "0.0", "exhausted"),
    ],
)
def test_an_error_budget_is_spent(spent: str, left: str, share: str, words: str) -> None:
    found = downtime.budget(D("99.5"), "30 days", D(spent))
    assert (found.minutes, found.left, found.left_percent) == (D("216.0"), D(left), D(share))
    assert words in found.told


@pytest.mark.parametrize(
    ("users", "staff", "words"),
    [(50, 2, "short by 8"), (50, 10, "as needed"), (51, 10, "short by 1"), (5, 3, "2 more")],
)
def test_support_is_one_for_five(users: int, staff: int, words: str) -> None:
    assert words in support.staffing(users, staff)


def test_tickets_are_for_a_hundred_users() -> None:
    assert support.tickets_per_100(12, 240) == D("5.0")
    assert support.tickets_per_100(12, 0) is None
    assert support.tickets_told(12, 0) == "no data"


def test_an_improvement_is_part_of_what_was() -> None:
    assert improvement(D(45), D(15)) == D("66.7")
    assert improvement(D(0), D(15)) is None


def test_a_roadmap_is_by_quarter_with_year() -> None:
    found = roadmap([SWARM], date(2025, 10, 1))
    assert [(one.name, [(item.state, item.day) for item in one.items]) for one in found] == [
        ("2025 Q4", [("enforced", date(2025, 12, 31))])
    ]
    draft: Any = RuleNote("new", "s", "New", "low", "draft", 1, "o", "c", "")
    assert [one.name for one in roadmap([SWARM, draft], date(2025, 9, 30))] == [
        "2025 Q3", "2025 Q4", "no date",
    ]  # fmt: skip
    assert quarter(date(2026, 4, 1)) == "2026 Q2"


def mended(**numbers: int) -> list[Flow]:
    return [Flow(team, "no-latest", "resolved", number) for team, number in numbers.items()]


def test_the_champion_has_mended_most() -> None:
    before = {"a": 40, "b": 5, "c": 10, "": 90}
    brought = [Flow("c", "no-latest", "new", 2), Flow("a", "other", "regressed", 1)]
    (found,) = champions("2026-10", before, [*mended(a=31, b=5, c=1, new=50), *brought])
    assert (found.team, found.before, found.resolved, found.brought) == ("a", 40, 31, 1)
    assert found.fall == D("75.0")
    tied = champions("2026-10", {"a": 40, "b": 30}, mended(a=30, b=30))
    assert [one.team for one in tied] == ["b"]
    both = champions("2026-10", {"a": 40, "b": 40}, mended(a=30, b=30))
    assert [one.team for one in both] == ["a", "b"]
    no_more = [Flow("a", "no-latest", "resolved", 2), Flow("a", "no-latest", "new", 2)]
    assert champions("2026-10", {"a": 3, "b": 0}, no_more) == []


@pytest.mark.parametrize("state", ["exempted", "rule-gone", "undecided", "unseen"])
def test_nobody_is_best_who_mended_nothing(state: str) -> None:
    assert champions("2026-10", {"a": 40}, [Flow("a", "no-latest", state, 30)]) == []


def test_growth_is_in_points() -> None:
    assert growth([D(25), D(50)]) == 25
    assert growth([D(25)]) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Docker Swarm is retired", "Docker Swarm"),
        ("Runners of Ubuntu 20.04 are deprecated since spring", "Runners of Ubuntu 20.04"),
        ("Images have a fixed tag", "docker-swarm"),
    ],
)
def test_what_ends_is_called_as_people_call_it(title: str, name: str) -> None:
    assert notices.thing_of(replace(SWARM, title=title)).name == name
