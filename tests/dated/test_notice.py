"""Order of dates, and the notice that teams are owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import dates
from platguard.lifecycle import for_repository
from platguard.model.lifecycle import Lifecycle, NoticeWaiver, WaiverApproval, Wave
from platguard.notice import check, missing, remarks

from .samples import PILOT, ROLES, SWARM, day

PLAIN = replace(SWARM, waves=())


def test_the_sample_is_in_order() -> None:
    assert check(SWARM, ROLES) == []
    assert check(Lifecycle()) == []


@pytest.mark.parametrize(
    ("announced", "enforced", "earliest"),
    [
        ("2025-09-30", "2025-12-31", None),
        ("2025-09-30", "2025-12-30", None),
        ("2025-10-01", "2025-12-31", "2026-01-01"),
        ("2025-11-30", "2026-02-27", "2026-02-28"),
        ("2025-11-30", "2026-02-28", None),
    ],
)
def test_three_calendar_months_of_notice(
    announced: str, enforced: str, earliest: str | None
) -> None:
    faults = check(replace(PLAIN, announced=day(announced), enforced_from=day(enforced)))
    assert bool(faults) == (earliest is not None)
    if earliest:
        assert faults[0].startswith("notice-too-short: ")
        assert faults[0].endswith(f"earliest possible is {earliest}")


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)),
    st.integers(min_value=1, max_value=200),
)
def test_the_earliest_date_that_is_named_is_legal(announced: date, after: int) -> None:
    enforced = announced + timedelta(days=after)
    too_short = bool(check(Lifecycle(announced, enforced_from=enforced)))
    assert too_short == (enforced < dates.add_months(announced, 3))
    assert check(Lifecycle(announced, enforced_from=dates.add_months(announced, 3))) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"announced": None}, "announced is missing; enforced_from needs it"),
        ({"enforced_from": None}, "enforced_from is missing; earliest possible is 2025-12-30"),
        ({"warn_from": day("2025-09-29")}, "warn_from is 2025-09-29, before announced"),
        ({"warn_from": day("2025-12-31")}, "enforced_from is 2025-12-31; it must be after warn"),
        ({"retired_from": day("2025-12-31")}, "retired_from is 2025-12-31; it must be after enf"),
    ],
)
def test_dates_follow_each_other(changes: dict[str, date | None], told: str) -> None:
    faults = check(replace(PLAIN, **changes))  # type: ignore[arg-type]
    assert len(faults) == 1
    assert faults[0].startswith(told)


def test_it_may_warn_on_the_day_of_its_announcement() -> None:
    assert check(replace(PLAIN, warn_from=PLAIN.announced)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"opt_in": False}, "notice-too-short: enforced_from of wave pilot is 2025-11-15"),
        ({"segments": ("backend",)}, "notice-too-short: enforced_from of wave pilot"),
        ({"teams": (), "repositories": ("a/b",)}, "notice-too-short: enforced_from of wave pilot"),
        ({"teams": ()}, "notice-too-short: enforced_from of wave pilot is 2025-11-15"),
        ({"enforced_from": day("2026-01-01")}, "enforced_from of wave pilot is 2026-01-01, later"),
        ({"warn_from": day("2025-10-01")}, "warn_from of wave pilot is 2025-10-01, later than"),
        ({"enforced_from": day("2025-09-30")}, "enforced_from of wave pilot is 2025-09-30; it mu"),
    ],
)
def test_waves_keep_the_rules_of_waves(changes: dict[str, object], told: str) -> None:
    faults = check(replace(SWARM, waves=(replace(PILOT, **changes),)))  # type: ignore[arg-type]
    assert faults
    assert faults[0].startswith(told)


def test_an_inventory_may_say_who_is_in_a_wave() -> None:
    early, late = day("2025-12-30"), day("2026-06-30")
    wave = replace(PILOT, teams=(), opt_in=False, enforced_from=early)
    life = replace(PLAIN, enforced_from=late, waves=(wave,))
    assert check(life) == []
    assert for_repository(life, "a/b", "team", wave="pilot").enforced_from == early
    assert for_repository(life, "a/b", "team").enforced_from == late


def test_a_team_in_two_waves_is_ambiguous() -> None:
    faults = check(replace(SWARM, waves=(PILOT, replace(PILOT, name="second"))))
    assert faults == ["ambiguous-wave: platform-tools is in the waves pilot and second; keep one"]
    faults = check(replace(SWARM, waves=(PILOT, replace(PILOT, teams=("other",)))))
    assert faults == ["ambiguous-wave: 2 waves are called pilot; give each a name of its own"]


def _waived(*approvals: tuple[str, str]) -> Lifecycle:
    given_by = tuple(WaiverApproval(role, by, day("2025-12-01")) for role, by in approvals)
    waiver = NoticeWaiver("The image holds a known backdoor.", given_by)
    return replace(PLAIN, announced=day("2025-12-01"), notice_waiver=waiver)


def test_a_waiver_shortens_the_notice_and_is_remarked_on() -> None:
    waived = _waived(("platform", "bob"), ("leadership", "carol"))
    assert check(waived, ROLES) == []
    (told,) = remarks(waived)
    assert told.startswith("the notice is waived, approved by bob as platform on 2025-12-01 and ")
    assert told.endswith(": The image holds a known backdoor.")


@pytest.mark.parametrize(
    ("approvals", "told"),
    [
        ([("platform", "bob")], "notice_waiver needs the approval of platform and of leadership"),
        ([("platform", "dora"), ("leadership", "dora")], "notice_waiver needs the approval of"),
        ([("platform", "eve"), ("leadership", "carol")], "notice_waiver: eve is not in the role"),
    ],
)
def test_a_waiver_needs_both_roles(approvals: list[tuple[str, str]], told: str) -> None:
    assert check(_waived(*approvals), ROLES)[0].startswith(told)


def test_a_notice_of_more_than_six_months_is_remarked_on() -> None:
    assert remarks(replace(PLAIN, enforced_from=day("2026-03-30"))) == []
    assert remarks(replace(PLAIN, enforced_from=day("2026-03-31"))) == [
        "enforced_from is 2026-03-31, more than 6 months after announced, 2025-09-30"
    ]


def _wave(name: str, teams: int, enforced_from: str, *, opt_in: bool = False) -> Wave:
    names = tuple(f"{name}-{number}" for number in range(teams))
    return Wave(name, (), names, (), None, day(enforced_from), opt_in)


PILOTS = "pilots of 3 to 5 teams over 6 to 8 weeks work best"
WAVES = "waves of 5 to 10 teams, 4 to 6 weeks apart, work best"


@pytest.mark.parametrize(
    ("teams", "begins", "told"),
    [
        (3, "2026-04-05", ""),
        (5, "2026-04-19", ""),
        (2, "2026-04-05", "wave pilot is a pilot of 2 teams, 56 days before the next date; "),
        (6, "2026-04-05", "wave pilot is a pilot of 6 teams, 56 days before the next date; "),
        (1, "2026-04-20", "wave pilot is a pilot of 1 team, 41 days before the next date; "),
        (3, "2026-04-04", "wave pilot is a pilot of 3 teams, 57 days before the next date; "),
    ],
)
def test_a_pilot_that_is_small_or_short_is_remarked_on(teams: int, begins: str, told: str) -> None:
    life = Lifecycle(day("2026-02-15"), enforced_from=day("2026-05-31"))
    odd = replace(life, waves=(_wave("pilot", teams, begins, opt_in=True),))
    assert check(odd) == []
    assert remarks(odd) == ([told + PILOTS] if told else [])


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ((5, "2026-06-01"), (10, "2026-06-29"), []),
        ((4, "2026-06-01"), (5, "2026-06-29"), ["wave first holds 4 teams, 28 days before"]),
        ((5, "2026-06-01"), (11, "2026-06-29"), ["wave second holds 11 teams; "]),
        ((5, "2026-06-01"), (5, "2026-06-28"), ["wave first holds 5 teams, 27 days before"]),
    ],
)
def test_other_waves_that_are_small_or_close_are_remarked_on(
    first: tuple[int, str], second: tuple[int, str], told: list[str]
) -> None:
    waves = (_wave("second", *second), _wave("first", *first))
    life = Lifecycle(day("2026-03-01"), enforced_from=day("2026-07-31"), waves=waves)
    assert check(life) == []
    found = remarks(life)
    assert len(found) == len(told)
    for remark, start in zip(found, told, strict=True):
        assert remark.startswith(start)
        assert remark.endswith(WAVES)


def test_a_pilot_lasts_until_the_next_wave() -> None:
    waves = (_wave("pilot", 3, "2026-04-20", opt_in=True), _wave("first", 5, "2026-06-01"))
    life = Lifecycle(day("2026-03-01"), enforced_from=day("2026-07-31"), waves=waves)
    assert remarks(life) == []


def test_an_announced_rule_offers_a_way() -> None:
    bare = replace(PLAIN, guide="", replacement="")
    assert missing(bare, day("2025-09-29")) == []
    found = missing(bare, day("2025-09-30"))
    assert [fault.split(" is missing")[0] for fault in found] == [
        "standard-incomplete: replacement",
        "standard-incomplete: guide",
    ]
    assert missing(PLAIN, day("2025-09-30")) == []
    assert missing(None, day("2025-09-30")) == []
