"""Where a rule stands on a day, and what its findings do then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import lifecycle
from platguard.errors import UsageError
from platguard.fields import Fields, read_document
from platguard.lifecycle_fields import read_lifecycle
from platguard.model.lifecycle import LIFECYCLE_STATES, Lifecycle, Wave
from platguard.model.standard import LEVELS, SEVERITIES

from .samples import PILOT, SWARM, day

DATED = replace(
    SWARM,
    warn_from=day("2025-11-01"),
    retired_from=day("2027-01-01"),
    waves=(),
)
DAYS = st.one_of(st.none(), st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 2, 20)))


@pytest.mark.parametrize(
    ("as_of", "state", "deadline"),
    [
        ("2025-09-29", "draft", "is a draft, not in force"),
        ("2025-09-30", "warning", "ends on 2025-12-31, in 92 days"),
        ("2025-10-15", "warning", "ends on 2025-12-31, in 77 days"),
        ("2025-12-30", "warning", "ends on 2025-12-31, tomorrow"),
        ("2025-12-31", "enforced", "ends today"),
        ("2026-01-01", "enforced", "ended 1 day ago"),
        ("2026-01-02", "enforced", "ended 2 days ago"),
    ],
)
def test_swarm_moves_through_its_states(as_of: str, state: str, deadline: str) -> None:
    assert lifecycle.state(SWARM, day(as_of)) == state
    assert lifecycle.deadline(SWARM, day(as_of)) == deadline


@pytest.mark.parametrize(
    ("as_of", "state", "deadline"),
    [
        (
            "2025-10-31",
            "announced",
            "is announced; warns from 2025-11-01, is enforced from 2025-12-31",
        ),
        ("2025-11-01", "warning", "ends on 2025-12-31, in 60 days"),
        ("2026-12-31", "enforced", "ended 365 days ago"),
        ("2027-01-01", "retired", "is retired since 2027-01-01"),
    ],
)
def test_a_rule_may_warn_later_and_retire(as_of: str, state: str, deadline: str) -> None:
    assert lifecycle.state(DATED, day(as_of)) == state
    assert lifecycle.deadline(DATED, day(as_of)) == deadline


def test_a_rule_without_lifecycle_is_enforced_since_for_ever() -> None:
    note = lifecycle.describe(None, day("2000-01-01"))
    assert (note.state, note.enforced_from, note.days_left, note.deadline) == (
        "enforced",
        None,
        None,
        "",
    )


def test_a_rule_that_is_not_announced_stays_a_draft() -> None:
    draft = Lifecycle(enforced_from=day("2025-12-31"))
    assert lifecycle.state(draft, day("2030-01-01")) == "draft"
    assert not lifecycle.is_evaluated("draft")


def test_the_note_of_a_report_has_the_dates_in_force() -> None:
    note = lifecycle.describe(SWARM, day("2025-12-31"))
    assert (note.announced, note.warn_from, note.enforced_from, note.days_left) == (
        "2025-09-30",
        "2025-09-30",
        "2025-12-31",
        0,
    )


@given(DAYS, DAYS, DAYS, DAYS)
def test_states_only_move_forward(
    announced: date | None, warns: date | None, enforced: date | None, retired: date | None
) -> None:
    given_dates = Lifecycle(announced, warns, enforced, retired)
    days = [date(2019, 12, 31) + timedelta(days=number) for number in range(60)]
    ranks = [LIFECYCLE_STATES.index(lifecycle.state(given_dates, on)) for on in days]
    assert all(before <= after for before, after in pairwise(ranks))


@pytest.mark.parametrize(
    ("severity", "state", "level"),
    [
        ("critical", "enforced", "error"),
        ("high", "enforced", "error"),
        ("medium", "enforced", "error"),
        ("low", "enforced", "warning"),
        ("info", "enforced", "note"),
        ("critical", "warning", "warning"),
        ("info", "warning", "note"),
        ("critical", "announced", "note"),
    ],
)
def test_the_state_caps_the_level_of_the_severity(severity: str, state: str, level: str) -> None:
    assert lifecycle.level(severity, state) == level


def test_the_organisation_sets_the_level_and_the_state_still_caps_it() -> None:
    assert lifecycle.level("high", "enforced", own="note") == "note"
    assert lifecycle.level("info", "enforced", own="error") == "error"
    assert lifecycle.level("info", "warning", own="error") == "warning"


def test_a_segment_or_a_grade_caps_the_level() -> None:
    assert lifecycle.level("high", "enforced", at_most=("", "warning")) == "warning"
    assert lifecycle.level("low", "enforced", at_most=("error",)) == "warning"


def test_what_nobody_adopted_blocks_only_when_critical() -> None:
    assert lifecycle.level("high", "enforced", adopted=False) == "warning"
    assert lifecycle.level("critical", "enforced", adopted=False) == "error"


@given(
    st.sampled_from(SEVERITIES),
    st.sampled_from(("announced", "warning", "enforced")),
    st.lists(st.sampled_from(LEVELS)),
    st.booleans(),
)
def test_a_limit_never_makes_a_level_stronger(
    severity: str, state: str, at_most: list[str], adopted: bool
) -> None:
    limited = lifecycle.level(severity, state, at_most=at_most, adopted=adopted)
    assert LEVELS.index(limited) >= LEVELS.index(lifecycle.level(severity, state))
    assert all(LEVELS.index(limited) >= LEVELS.index(limit) for limit in at_most)


@pytest.mark.parametrize(
    ("team", "as_of", "state"),
    [
        ("platform-tools", "2025-11-14", "warning"),
        ("platform-tools", "2025-11-15", "enforced"),
        ("search", "2025-11-15", "warning"),
    ],
)
def test_a_pilot_is_enforced_earlier(team: str, as_of: str, state: str) -> None:
    dated = lifecycle.for_repository(SWARM, "shop/web", team, "backend")
    assert lifecycle.state(dated, day(as_of)) == state


def _wave(name: str, on: str, **groups: tuple[str, ...]) -> Wave:
    named = {"repositories": (), "teams": (), "segments": ()} | groups
    return Wave(name=name, warn_from=None, enforced_from=day(on), opt_in=True, **named)


def test_the_most_specific_wave_decides() -> None:
    dated = replace(
        SWARM,
        waves=(
            _wave("segment", "2025-12-03", segments=("backend",)),
            _wave("team", "2025-12-02", teams=("shop",)),
            _wave("repository", "2025-12-01", repositories=("shop/web",)),
        ),
    )
    found = [
        lifecycle.for_repository(dated, *names).enforced_from
        for names in (
            ("shop/web", "shop", "backend"),
            ("shop/api", "shop", "backend"),
            ("x", "y", "backend"),
            ("x", "", ""),
        )
    ]
    assert found == [day("2025-12-01"), day("2025-12-02"), day("2025-12-03"), day("2025-12-31")]


def test_two_waves_of_one_rank_are_ambiguous() -> None:
    twice = replace(SWARM, waves=(PILOT, replace(PILOT, name="second")))
    with pytest.raises(UsageError, match="platform-tools is in the waves pilot and second"):
        lifecycle.for_repository(twice, team="platform-tools")


@pytest.mark.parametrize(
    ("born", "reached"), [("2026-01-01", True), ("2025-12-31", False), (None, None)]
)
def test_a_rule_for_new_repositories(born: str | None, reached: bool | None) -> None:
    for_new = replace(SWARM, new_after=day("2026-01-01"))
    assert lifecycle.reaches(for_new, day(born) if born else None) is reached
    assert lifecycle.reaches(SWARM, None) is True


WRITTEN = """
lifecycle:
  announced: 2025-09-30
  enforced_from: 2025-12-31
  replacement: Kubernetes
  guide: https://platform.example/migrate/swarm
  waves: [{name: pilot, teams: [platform-tools], enforced_from: 2025-11-15, opt_in: true}]
"""


def _read(text: str) -> Lifecycle | None:
    document = read_document(text.encode(), "standard.yaml")
    fields = Fields(
        document, "standard.yaml", "rule docker-swarm", ("lifecycle",), document.start()
    )
    return read_lifecycle(fields)


def test_a_lifecycle_is_read_from_a_standard() -> None:
    assert _read(WRITTEN) == SWARM
    assert _read("{}") is None


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2025-12-31", "2025-12-29", "earliest possible is 2025-12-30"),
        ("2025-12-31", "2025-02-30", "enforced_from"),
        ("guide:", "guid:", "unknown key 'guid'"),
        ("enforced_from: 2025-11-15, ", "", "a wave has no enforced_from"),
        ("replacement: Kubernetes", "applies_to: new", "needs new_after"),
        ("replacement: Kubernetes", "new_after: 2026-01-01", "needs new_after"),
        ("replacement: Kubernetes", "notice_waiver: {reason: r, approvals: []}", "two people"),
    ],
)
def test_a_fault_in_a_lifecycle_names_its_place(before: str, after: str, told: str) -> None:
    with pytest.raises(UsageError) as fault:
        _read(WRITTEN.replace(before, after))
    assert told in str(fault.value)
    assert fault.value.path == "standard.yaml"
    assert fault.value.line > 1
