"""Which commit a branch had on a past day, and which days a backfill is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources.building import Repository

from platguard.organisation.backfill_days import STEPS, backfill_days
from platguard.organisation.backfill_past import arrived, past_of

NOW = 100
DATES = {
    "in order": ([1, 2, 2, 5], [1, 2, 2, 5]),
    "one that waited elsewhere": ([5, 3, 9], [5, 5, 9]),
    "a clock at the beginning of time": ([50, 0, 60], [50, 50, 60]),
    "a clock that is ahead": ([50, 2_000, 60], [50, 50, 60]),
    "a clock that is ahead, at first": ([2_000, 60], [60, 60]),
    "nothing but clocks that are ahead": ([2_000, 3_000], [100, 100]),
    "none": ([], []),
}


@pytest.mark.parametrize(("dates", "came"), DATES.values(), ids=DATES)
def test_commits_never_come_before_those_that_they_build_on(
    dates: list[int], came: list[int]
) -> None:
    assert arrived(dates, NOW) == came


@given(st.lists(st.integers(0, 200)), st.integers(0, 200))
def test_arrivals_are_in_order_and_not_to_come(dates: list[int], now: int) -> None:
    came = arrived(dates, now)

    assert came == sorted(came)
    assert all(moment <= now for moment in came)
    assert all(a >= d for a, d in zip(came, dates, strict=True) if d <= now)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository", tmp_path / "home")


def past(repository: Repository, *days: str, zone: str = "UTC") -> list[str]:
    """What the branch was on some days: messages of commits."""
    found = past_of(
        repository.git(),
        "main",
        [date.fromisoformat(day) for day in days],
        ZoneInfo(zone),
        datetime(2026, 11, 22, tzinfo=UTC),
    )
    commits = [found.on(date.fromisoformat(day)) for day in days]
    return [repository.run("log", "-1", "--format=%s", name) if name else "" for name in commits]


def test_the_last_commit_of_a_day_counts_and_none_before_the_first(repository: Repository) -> None:
    for message, day in (("a", "2026-03-01"), ("b", "2026-03-01"), ("c", "2026-03-03")):
        repository.commit(message, day=day)

    assert past(repository, "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-04") == [
        *("", "b", "b", "c")
    ]


def test_what_was_merged_counts_from_its_merge_on(repository: Repository) -> None:
    repository.commit("base", day="2026-03-01")
    repository.run("checkout", "--quiet", "-b", "feature")
    repository.commit("feature", day="2026-03-02")
    repository.run("checkout", "--quiet", "main")
    repository.run("merge", "--quiet", "--no-ff", "-m", "merge", "feature", day="2026-03-05")

    assert past(repository, "2026-03-02", "2026-03-05") == ["base", "merge"]


def test_a_day_ends_where_the_organisation_is(repository: Repository) -> None:
    repository.commit("a", day="2026-03-01")  # at 12:00 UTC
    days = ("2026-02-28", "2026-03-01", "2026-03-02")

    assert past(repository, *days, zone="Pacific/Kiritimati") == ["", "", "a"]
    assert past(repository, *days, zone="Pacific/Pago_Pago") == ["", "a", "a"]


@pytest.mark.parametrize(
    ("every", "found"),
    [
        ("day", ["2026-01-31", "2026-02-01", "2026-02-02"]),
        ("week", ["2026-01-31", "2026-02-07", "2026-02-14"]),
        ("month", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("quarter", ["2026-01-31", "2026-04-30", "2026-07-31"]),
    ],
)
def test_days_are_counted_from_the_first(every: str, found: list[str]) -> None:
    days = list(backfill_days(date(2026, 1, 31), date.fromisoformat(found[-1]), every))

    assert [day.isoformat() for day in days] == found
    assert every in STEPS
