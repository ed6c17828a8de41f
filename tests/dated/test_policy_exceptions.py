"""What an exception is on a day, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import dates
from platguard.exception_days import days_left, last_day
from platguard.exception_values import exception_of
from platguard.fields import read_document
from platguard.model.policy_exception import (
    Approval,
    PolicyException,
    Rejection,
    ResourceSelector,
    Scope,
)
from platguard.policy_exceptions import Authority, note, state

from .samples import AUTHORITY, approval, day, exception

BY_PLATFORM = approval("platform", "bob")
BY_LEADERSHIP = approval("leadership", "carol")
REJECTION = Rejection("bob", "2026-03-02", "Use the vendor's new driver.")


@pytest.mark.parametrize(
    ("changes", "as_of", "expected", "said"),
    [
        ({}, "2027-01-01", "active", "EXC-7 covered through 2027-12-31, 364 days left"),
        ({}, "2027-12-01", "expiring", "EXC-7 covered through 2027-12-31, 30 days left"),
        ({}, "2027-11-30", "active", "EXC-7 covered through 2027-12-31, 31 days left"),
        ({}, "2027-12-30", "expiring", "EXC-7 covered through 2027-12-31, 1 day left"),
        ({}, "2027-12-31", "expiring", "EXC-7 covered through 2027-12-31, which is today"),
        (
            {},
            "2028-01-01",
            "expired",
            "exception EXC-7 expired on 2027-12-31 (1 day ago), approved by bob and carol. "
            "Fix it or request a renewal.",
        ),
        (
            {"approvals": (BY_PLATFORM,)},
            "2026-03-01",
            "requested",
            "EXC-7 requested 2025-12-01, waiting for leadership",
        ),
        (
            {"approvals": ()},
            "2026-03-01",
            "requested",
            "EXC-7 requested 2025-12-01, waiting for platform and leadership",
        ),
        ({"starts": "2026-01-15"}, "2026-01-14", "approved", "EXC-7 starts 2026-01-15"),
        ({"starts": "2026-01-15"}, "2026-01-15", "active", "EXC-7 covered through 2027-12-31"),
        ({"closed_on": "2026-02-01"}, "2026-02-01", "closed", "EXC-7 closed on 2026-02-01"),
        (
            {"closed_on": "2026-02-01"},
            "2026-01-31",
            "expiring",
            "EXC-7 covered through 2026-01-31, which is today, closed from 2026-02-01",
        ),
        (
            {"closed_on": "2026-03-01"},
            "2026-01-01",
            "active",
            "EXC-7 covered through 2026-02-28, 58 days left, closed from 2026-03-01",
        ),
        (
            {"closed_on": "2026-01-14", "starts": "2026-01-20"},
            "2026-01-10",
            "approved",
            "EXC-7 starts 2026-01-20, closed from 2026-01-14",
        ),
        (
            {"approvals": (), "rejected": REJECTION},
            "2026-03-02",
            "rejected",
            "request EXC-7 rejected 2026-03-02 by bob: Use the vendor's new driver.",
        ),
    ],
)
def test_states(changes: dict[str, object], as_of: str, expected: str, said: str) -> None:
    entry = exception(**changes)
    standing = state(entry, day(as_of), AUTHORITY)
    assert standing.state == expected
    assert note(entry, standing).startswith(said)


def test_an_approval_of_a_later_day_does_not_count_yet() -> None:
    approvals = (BY_PLATFORM, approval("leadership", "carol", "2026-01-10"))
    entry = exception(approvals=approvals)
    assert state(entry, day("2026-01-09"), AUTHORITY) == ("requested", "waiting for leadership", ())
    assert state(entry, day("2026-01-10"), AUTHORITY).state == "active"


def test_one_person_for_both_roles_waits_for_the_second() -> None:
    dora = (approval("platform", "dora"), approval("leadership", "dora"))
    entry = exception(approvals=(*dora, approval("leadership", "carol", "2026-01-10")))
    assert state(entry, day("2026-01-09"), AUTHORITY) == (
        "requested",
        "waiting for a second person",
        (),
    )
    assert state(entry, day("2026-01-10"), AUTHORITY).state == "active"


def test_what_covers_a_finding_says_that_support_is_limited() -> None:
    entry = exception()
    standing = state(entry, day("2027-01-01"), AUTHORITY)
    assert standing.in_force
    assert note(entry, standing).endswith("limited support")


INVALID: list[tuple[dict[str, object], str]] = [
    ({"sunset": "2027-02-30"}, "sunset is 2027-02-30; it must be a date"),
    ({"requested_on": "yesterday"}, "requested.on is yesterday; it must be a date"),
    ({"starts": "2026-13-01"}, "starts is 2026-13-01; it must be a date"),
    ({"closed_on": "20260101"}, "closed_on is 20260101; it must be a date"),
    ({"sunset": ""}, "sunset is missing"),
    ({"owner": ""}, "owner is missing"),
    ({"rules": ()}, "rules is missing"),
    ({"requested_by": ""}, "requested.by is missing"),
    ({"category": ""}, "category is missing"),
    ({"category": "risk"}, "category is risk; it must be waiver or mitigated"),
    ({"rules": ("docker-*",)}, "wildcards do not count"),
    ({"reason": "nineteen characters"}, "reason has 19 characters; it needs 20"),
    ({"max_findings": 0}, "max_findings is 0; it must be at least 1"),
    ({"scope": Scope(paths=("/",))}, "scope.paths has /, which is not a pattern"),
    ({"scope": Scope(paths=("a\\",))}, "which is not a pattern"),
    ({"starts": "2026-04-01"}, "latest possible is 2026-03-31"),
    ({"starts": "2028-01-01"}, "sunset is 2027-12-31, before starts, 2028-01-01"),
    ({"approvals": (BY_PLATFORM, approval("leadership", "eve"))}, "who was not in that role"),
    ({"approvals": (BY_PLATFORM, approval("security", "eve"))}, "must be platform or leadership"),
    ({"approvals": (BY_PLATFORM, approval("leadership", ""))}, "does not say by whom"),
    ({"approvals": (BY_PLATFORM, approval("leadership", "carol", "soon"))}, "is of soon"),
    ({"approvals": (replace(BY_PLATFORM, sunset="2026-12-31"), BY_LEADERSHIP)}, "2026-12-31, not"),
    ({"approvals": (replace(BY_PLATFORM, sunset=""), BY_LEADERSHIP)}, "sunset (none), not"),
    ({"requested_by": "bob"}, "is by bob, who requested it"),
    ({"requested_by": "@Bob "}, "is by bob, who requested it"),
    (
        {"approvals": (approval("platform", "dora"), approval("leadership", "dora"))},
        "dora approved as platform and as leadership; it takes two people",
    ),
    (
        {"approvals": (approval("platform", "dora"), approval("leadership", "Dora"))},
        "it takes two people",
    ),
]


@pytest.mark.parametrize(("changes", "told"), INVALID)
def test_invalid_says_which_field_and_what_would_be_right(
    changes: dict[str, object], told: str
) -> None:
    entry = exception(**changes)
    standing = state(entry, day("2026-06-01"), AUTHORITY)
    assert standing.state == "invalid"
    assert told in standing.reason
    assert not standing.in_force
    assert note(entry, standing).startswith("exception EXC-7 covers nothing: ")


def test_a_reason_of_twenty_characters_is_long_enough() -> None:
    assert state(exception(reason="exactly 20 character"), day("2026-06-01"), AUTHORITY).state == (
        "active"
    )


def _through(sunset: str, starts: str, approved: str = "2027-12-15") -> PolicyException:
    approvals = (
        approval("platform", "bob", approved, sunset),
        approval("leadership", "dora", approved, sunset),
    )
    return exception(sunset=sunset, starts=starts, approvals=approvals)


@pytest.mark.parametrize(
    ("sunset", "starts", "approved", "valid"),
    [
        ("2027-12-31", "", "2025-12-31", True),
        ("2028-01-01", "", "2025-12-31", False),
        ("2030-02-28", "2028-02-29", "2027-12-15", True),
        ("2030-03-01", "2028-02-29", "2027-12-15", False),
    ],
)
def test_at_most_24_months(sunset: str, starts: str, approved: str, valid: bool) -> None:
    standing = state(
        _through(sunset, starts, approved), day("2028-01-01") - timedelta(1), AUTHORITY
    )
    assert (standing.state != "invalid") is valid
    if not valid:
        assert "latest possible is 20" in standing.reason


def test_a_member_counts_only_while_in_the_role() -> None:
    late = approval("leadership", "carol", "2027-07-01", "2028-12-31")
    last = replace(late, on="2027-06-30")
    platform = approval("platform", "bob", "2027-06-30", "2028-12-31")
    entry = exception(sunset="2028-12-31")
    as_of = day("2027-08-01")
    assert state(replace(entry, approvals=(platform, last)), as_of, AUTHORITY).state == "active"
    assert "not in that role on 2027-07-01" in (
        state(replace(entry, approvals=(platform, late)), as_of, AUTHORITY).reason
    )
    assert (
        state(replace(entry, approvals=(platform, last)), as_of, Authority({})).state == "invalid"
    )


def test_one_who_holds_both_roles_may_give_one_of_the_approvals() -> None:
    both = (approval("platform", "dora"), approval("leadership", "carol"))
    assert state(exception(approvals=both), day("2026-06-01"), AUTHORITY).state == "active"


@pytest.mark.parametrize(
    ("changes", "as_of", "expected"),
    [
        ({"closed_on": "2026-01-01", "rejected": REJECTION, "reason": ""}, "2029-01-01", "closed"),
        ({"rejected": REJECTION, "reason": ""}, "2029-01-01", "rejected"),
        ({"reason": ""}, "2029-01-01", "expired"),
        ({"reason": "", "approvals": ()}, "2026-01-01", "invalid"),
        ({"approvals": ()}, "2029-01-01", "expired"),
        ({"rejected": replace(REJECTION, on="someday")}, "2026-01-01", "rejected"),
        ({"rejected": REJECTION}, "2026-03-01", "active"),
    ],
)
def test_the_first_state_that_holds(changes: dict[str, object], as_of: str, expected: str) -> None:
    assert state(exception(**changes), day(as_of), AUTHORITY).state == expected


def test_what_was_never_approved_expires_without_approvers() -> None:
    entry = exception(approvals=())
    standing = state(entry, day("2028-01-02"), AUTHORITY)
    assert note(entry, standing) == (
        "request EXC-7 expired on 2027-12-31 (2 days ago), "
        "without approval by platform and leadership"
    )


@given(
    st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 6, 30)),
    st.integers(min_value=0, max_value=90),
    st.integers(min_value=0, max_value=800),
    st.integers(min_value=-3, max_value=900),
)
def test_it_covers_exactly_the_days_from_start_through_sunset(
    approved: date, until_start: int, length: int, offset: int
) -> None:
    starts = approved + timedelta(days=until_start)
    sunset = min(starts + timedelta(days=length), dates.add_months(starts, 24))
    on, last = approved.isoformat(), sunset.isoformat()
    entry = exception(
        requested_on=on,
        sunset=last,
        starts=starts.isoformat(),
        approvals=(
            approval("platform", "bob", on, last),
            approval("leadership", "carol", on, last),
        ),
    )
    as_of = starts + timedelta(days=offset)
    assert state(entry, as_of, AUTHORITY).in_force == (starts <= as_of <= sunset)
    assert days_left(entry, as_of) == (sunset - as_of).days


@given(
    st.dates(min_value=date(2025, 12, 31), max_value=date(2028, 3, 1)),
    st.dates(min_value=date(2025, 12, 1), max_value=date(2028, 3, 1)),
)
def test_what_is_closed_covers_exactly_through_its_last_day(closed: date, as_of: date) -> None:
    entry = exception(closed_on=closed.isoformat())
    last = last_day(entry)
    assert last == min(closed - timedelta(days=1), day("2027-12-31"))
    standing = state(entry, as_of, AUTHORITY)
    assert standing.in_force == (day("2025-12-31") <= as_of <= last)
    assert days_left(entry, as_of) == (last - as_of).days
    if standing.in_force:
        assert f"covered through {last}" in standing.reason


TEXTS = st.text(max_size=12) | st.just("2026-01-01") | st.just("9999-12-31") | st.just("bob")


@pytest.mark.parametrize(("on", "told"), [("2025-11-30", True), ("2025-12-01", False)])
def test_nobody_approves_what_was_not_requested_yet(on: str, told: bool) -> None:
    early = approval("platform", "bob", on)
    entry = exception(approvals=(early, BY_LEADERSHIP), starts="2025-12-31")
    fault = f"the platform approval is of {on}, before it was requested, on 2025-12-01"
    assert (fault in state(entry, day("2026-06-01"), AUTHORITY).reason) is told


@given(TEXTS, TEXTS, TEXTS, st.lists(st.builds(Approval, TEXTS, TEXTS, TEXTS, TEXTS), max_size=3))
def test_whatever_is_written_has_a_state(
    sunset: str, starts: str, requested: str, approvals: list[Approval]
) -> None:
    entry = exception(
        sunset=sunset, starts=starts, requested_on=requested, approvals=tuple(approvals)
    )
    standing = state(entry, day("2026-06-01"), AUTHORITY)
    assert note(entry, standing)
    assert not standing.in_force


WRITTEN = """
id: EXC-2026-0007
rules: [docker-swarm]
scope:
  repositories: [payments/ledger]
  paths: ["deploy/**"]
  resources: [{kind: Deployment, name: api, labels: {tier: backend}}]
category: waiver
reason: The HSM driver exists for Swarm only; the vendor ships a Kubernetes one in 2027.
owner: team-ledger
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-12-31}
starts: 2026-01-16
sunset: 2027-12-31
ticket: https://tickets.example/PLAT-881
"""


def test_an_entry_is_made_of_what_its_file_holds() -> None:
    entry = exception_of(read_document(WRITTEN.encode(), "EXC-2026-0007.yaml"))
    assert entry.scope == Scope(
        repositories=("payments/ledger",),
        paths=("deploy/**",),
        resources=(ResourceSelector(kind="Deployment", name="api", labels={"tier": "backend"}),),
    )
    assert entry.max_findings is None
    assert entry.rejected is None
    assert state(entry, day("2026-11-22"), AUTHORITY) == (
        "active",
        "covered through 2027-12-31, 404 days left",
        (),
    )


def test_an_empty_file_makes_an_invalid_entry() -> None:
    standing = state(exception_of({}), day("2026-11-22"), AUTHORITY)
    assert standing.state == "invalid"
    assert "id is missing" in standing.reason
