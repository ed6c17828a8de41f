"""Terms that follow each other, and what dodges a renewal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.model.policy_exception import (
    ExceptionLimits,
    PolicyException,
    Rejection,
    ResourceSelector,
    Scope,
    Standing,
)
from platguard.policy_exceptions import Authority, note, relations, state
from platguard.renewals import Renewals

from .samples import ROLES, approval, day, exception

SECOND_REASON = "The vendor is late by a year, and has signed a date."


def _term(
    name: str, starts: str, sunset: str, renews: str = "", **changes: object
) -> PolicyException:
    """A term that both roles approved on its first day."""
    approvals = tuple(
        approval(role, by, starts, sunset)
        for role, by in (("platform", "bob"), ("leadership", "carol"))
    )
    return exception(
        id=name,
        requested_on=starts,
        sunset=sunset,
        renews=renews,
        reason=f"{SECOND_REASON} ({name})",
        **{"approvals": approvals, **changes},
    )


def _standing(
    entry: PolicyException, *others: PolicyException, as_of: str = "2027-01-01"
) -> Standing:
    return state(entry, day(as_of), Authority(ROLES, renewals=Renewals([entry, *others])))


FIRST = _term("EXC-1", "2024-01-10", "2025-12-31")
SECOND = _term("EXC-2", "2026-01-01", "2026-10-31", "EXC-1")
THIRD = _term("EXC-3", "2026-11-01", "2027-06-30", "EXC-2")


def test_a_chain_is_told() -> None:
    renewals = Renewals([FIRST, SECOND, THIRD])
    assert [term.id for term in renewals.chain(THIRD)] == ["EXC-1", "EXC-2", "EXC-3"]
    assert renewals.told(THIRD, day("2026-11-22")) == (
        "3rd term, exempt since 2024-01-10 (1,047 days)"
    )
    assert renewals.told(FIRST, day("2025-01-01")) == ""
    standing = _standing(THIRD, FIRST, SECOND, as_of="2026-11-22")
    assert note(THIRD, standing, renewals.told(THIRD, day("2026-11-22"))) == (
        "EXC-3 covered through 2027-06-30, 220 days left, "
        "3rd term, exempt since 2024-01-10 (1,047 days), limited support"
    )


def test_a_gap_between_terms_means_that_the_finding_was_back() -> None:
    late = replace(THIRD, starts="2026-11-05")
    assert Renewals([FIRST, SECOND, late]).since(late) == day("2026-11-05")


@pytest.mark.parametrize(
    "changes",
    [
        {"rejected": Rejection("bob", "2026-01-02", "no")},
        {"approvals": (approval("platform", "bob"),)},
        {"closed_on": "2026-02-01"},
    ],
)
def test_a_term_that_covered_nothing_before_is_not_counted(changes: dict[str, object]) -> None:
    broken = replace(SECOND, **changes)  # type: ignore[arg-type]
    assert Renewals([FIRST, broken, THIRD]).since(THIRD) == day("2026-11-01")


def test_a_chain_of_more_than_four_years_is_told_to_leadership() -> None:
    fourth = _term("EXC-4", "2027-07-01", "2028-06-30", "EXC-3")
    renewals = Renewals([FIRST, SECOND, THIRD, fourth])
    assert not renewals.is_long(THIRD)
    assert renewals.is_long(fourth)
    assert "for the leadership" in renewals.told(fourth, day("2027-07-01"))


def test_an_identical_reason_is_refused() -> None:
    same = replace(SECOND, reason=f"  {FIRST.reason.replace(' ', '  ')}")
    standing = _standing(same, FIRST, as_of="2026-06-01")
    assert standing.state == "invalid"
    assert "reason is that of EXC-1, which it renews" in standing.reason


def test_approvals_of_a_renewal_are_new() -> None:
    early = approval("platform", "bob", "2025-09-01", SECOND.sunset)
    stale = replace(SECOND, approvals=(early, SECOND.approvals[1]))
    told = "the platform approval of 2025-09-01 is more than 90 days before starts, 2026-01-01"
    assert told in _standing(stale, FIRST, as_of="2026-06-01").reason


def test_a_renewal_of_what_is_not_there_is_refused() -> None:
    standing = _standing(SECOND, as_of="2026-06-01")
    assert [fault.key for fault in standing.faults] == ["renews"]
    assert "renews EXC-1, which the register does not have" in standing.reason


def test_only_one_term_follows_another() -> None:
    twice = _term("EXC-9", "2026-03-01", "2026-10-31", "EXC-1")
    assert _standing(SECOND, FIRST, twice, as_of="2026-06-01").state == "active"
    assert "EXC-1 is renewed by EXC-2 already" in (
        _standing(twice, FIRST, SECOND, as_of="2026-06-01").reason
    )


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_circle_of_renewals_is_refused_wherever_it_is_entered(size: int) -> None:
    terms = [
        _term(f"EXC-{n}", f"2026-0{n + 1}-01", f"2026-0{n + 1}-28", f"EXC-{(n + 1) % size}")
        for n in range(size)
    ]
    entering = _term("EXC-IN", "2026-11-01", "2026-12-31", "EXC-0")
    for term in (*terms, entering):
        others = [other for other in (*terms, entering) if other is not term]
        standing = _standing(term, *others, as_of="2026-01-01")
        assert "renewals go in a circle" in standing.reason


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, True),
        ({"scope": Scope(repositories=("payments/other",))}, False),
        ({"scope": Scope(repositories=("payments/ledger",), paths=("deploy",))}, False),
        ({"rules": ("image-tag",)}, False),
        ({"rules": ("image-tag", "docker-swarm")}, True),
        ({"renews": "EXC-1"}, False),
        ({"approvals": ()}, False),
        ({"starts": "2026-04-01"}, False),
    ],
)
def test_a_second_exception_on_the_same_ground_says_that_it_renews_the_first(
    changes: dict[str, object], refused: bool
) -> None:
    other = replace(_term("EXC-5", "2026-01-15", "2027-06-30"), **changes)  # type: ignore[arg-type]
    told = "covers what EXC-1 covered through 2025-12-31, 15 days before"
    assert (told in _standing(other, FIRST, as_of="2026-06-01").reason) is refused
    assert _standing(FIRST, other, as_of="2025-06-01").state == "active"


def test_two_scopes_by_fingerprint_share_their_ground_when_they_share_one() -> None:
    one = replace(FIRST, scope=Scope(fingerprints=("a", "b")))
    other = replace(_term("EXC-5", "2025-01-15", "2026-06-30"), scope=Scope(fingerprints=("b",)))
    assert "covers what EXC-1 covers" in _standing(other, one, as_of="2026-06-01").reason


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"reason": "Another reason, twenty characters and more."}, False),
        ({"reason": f"  {exception().reason.replace(' ', '  ')}"}, True),
        ({"category": "mitigated", "compensating": "A second lock."}, False),
        ({"owner": "team-vault"}, True),
        ({"ticket": "https://tickets.example/1"}, True),
        ({"closed_on": "2026-05-05"}, True),
        ({"rules": ("docker-swarm", "image-tag")}, False),
        ({"scope": Scope()}, False),
        ({"scope": Scope(repositories=("payments/*",))}, False),
        ({"starts": "2026-01-02"}, False),
        ({"max_findings": 40}, False),
        ({"requested_by": "mallory"}, False),
    ],
)
def test_an_approval_that_recorded_the_terms_is_void_when_they_change(
    changes: dict[str, object], same: bool
) -> None:
    entry = exception(starts="2026-01-01")
    entry = replace(
        entry, approvals=tuple(replace(given, terms=entry.terms) for given in entry.approvals)
    )
    assert _standing(entry, as_of="2026-02-01").state == "active"
    changed = _standing(replace(entry, **changes), as_of="2026-02-01")  # type: ignore[arg-type]
    assert (changed.state == "active") is same
    assert ("approval is for other terms" in changed.reason) is not same


DAYS = st.dates(min_value=date(2024, 1, 10), max_value=date(2027, 6, 30))


@given(st.lists(st.tuples(DAYS, st.integers(0, 200)), min_size=1, max_size=6), DAYS)
def test_what_a_chain_says_is_never_more_than_its_terms(
    spans: list[tuple[date, int]], as_of: date
) -> None:
    terms = []
    for number, (starts, days) in enumerate(sorted(spans)):
        renews = f"EXC-{number - 1}" if number else ""
        sunset = starts + timedelta(days=days)
        terms.append(_term(f"EXC-{number}", starts.isoformat(), sunset.isoformat(), renews))
    renewals = Renewals(terms)
    since = renewals.since(terms[-1])
    assert since is not None
    covered = {starts + timedelta(days=n) for starts, days in spans for n in range(days + 1)}
    last = max(starts for starts, _ in spans)
    assert all(since + timedelta(days=n) in covered for n in range((last - since).days))
    assert renewals.told(terms[-1], as_of) == "" or as_of >= since


SPELLINGS = ["deploy", "deploy/", "/deploy", "./deploy", "deploy/**", "deploy/*", "deploy/**/"]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"repositories": ("*",)},
        {"repositories": ("payments/*",)},
        {"resources": (ResourceSelector(kind="Deployment"),)},
    ],
)
def test_another_spelling_is_no_other_ground(
    spelling: str, more: dict[str, tuple[object, ...]]
) -> None:
    first = replace(FIRST, scope=Scope(paths=("deploy",), repositories=("payments/ledger",)))
    scope = Scope(paths=("nowhere", spelling), **more)  # type: ignore[arg-type]
    other = replace(_term("EXC-5", "2026-01-15", "2027-06-30"), scope=scope)
    assert "renew EXC-1" in _standing(other, first, as_of="2026-06-01").reason


def test_an_older_id_of_the_rule_is_no_other_ground() -> None:
    other = replace(_term("EXC-5", "2026-01-15", "2027-06-30"), rules=("swarm-deprecated",))
    known = {"swarm-deprecated": "docker-swarm", "docker-swarm": "docker-swarm"}
    day_of = day("2026-06-01")
    renewals = relations([FIRST, other], ROLES, ExceptionLimits(), day_of, known)
    told = state(other, day_of, Authority(ROLES, renewals=renewals)).reason
    assert "renew EXC-1" in told


@pytest.mark.parametrize(
    "changes",
    [
        {"approvals": (approval("platform", "mallory"), approval("leadership", "eve"))},
        {"approvals": (approval("platform", "bob", "2026-05-30", "2027-12-31"),) * 2},
        {"requested_by": "bob"},
    ],
)
def test_only_what_was_validly_approved_by_the_day_stands_in_the_way(
    changes: dict[str, object],
) -> None:
    backdated = replace(exception(id="EXC-A", starts="2025-01-01"), **changes)  # type: ignore[arg-type]
    valid = exception(id="EXC-9")
    day_of = day("2026-03-01")
    renewals = relations([backdated, valid], ROLES, ExceptionLimits(), day_of, {})
    assert state(valid, day_of, Authority(ROLES, renewals=renewals)).state == "active"


def test_a_term_counts_from_its_latest_approval_on() -> None:
    second = replace(SECOND, starts="2025-12-01")
    late = tuple(replace(given, on="2026-02-01") for given in second.approvals)
    second = replace(second, approvals=late)
    assert Renewals([FIRST, second]).since(second) == day("2026-02-01")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"approvals": ()}, "renews EXC-1, which was never approved"),
        ({"rejected": Rejection("bob", "2024-02-01", "no")}, "which was never approved"),
        ({"rules": ("image-tag",)}, "renews EXC-1, which is about other rules"),
    ],
)
def test_only_what_was_approved_for_the_rule_is_renewed(
    changes: dict[str, object], told: str
) -> None:
    first = replace(FIRST, **changes)  # type: ignore[arg-type]
    assert told in _standing(SECOND, first, as_of="2026-06-01").reason


def test_a_long_chain_takes_as_much_work_for_each_of_its_terms(
    steps: Callable[[Callable[[], object]], int],
) -> None:
    def judged(count: int) -> None:
        days = [date(2000, 1, 1) + timedelta(days=2 * n) for n in range(count)]
        terms = [
            _term(f"E-{n}", str(on), str(on + timedelta(days=1)), f"E-{n - 1}" if n else "")
            for n, on in enumerate(days)
        ]
        as_of = days[-1]
        renewals = relations(terms, ROLES, ExceptionLimits(), as_of, {})
        authority = Authority(ROLES, renewals=renewals)
        for term in terms:
            state(term, as_of, authority)
            renewals.told(term, as_of)

    few, many = steps(lambda: judged(100)), steps(lambda: judged(200))
    assert many < 2.5 * few
