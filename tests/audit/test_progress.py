"""Whether it gets better, and whether what ends will be gone in time: the sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit import notices
from platguard.audit.comparing import Compared
from platguard.audit.numbers import points, rate
from platguard.audit.progress import progress
from platguard.audit.report import assemble
from platguard.model.audit import Rate, Tally, UsageDay
from platguard.model.audit.progress import VERDICTS

from .organisations import FakeHistory, busy, note, state, wanted

DAY = date(2026, 11, 23)
QUARTER, YEAR = date(2026, 8, 1), date(2025, 12, 1)
CHECKS = "Checks that pass"


def shares(repositories: int, checks: int) -> dict[str, Rate]:
    """How many of 40 repositories comply, and of 1,000 checks pass."""
    return {
        "Repositories that comply": rate("repositories", repositories, 40),
        CHECKS: rate("checks", checks, 1000),
    }


def against(
    since: date, before: dict[str, Rate], now: dict[str, Rate], number: int = 40
) -> Compared:
    """The shares of two days, over so many of 40 repositories."""
    return Compared(since, before, now, rate("repositories", number, 40))


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        ((2, 700), (4, 800), "better"),
        ((2, 700), (2, 701), "better"),
        ((2, 700), (2, 690), "worse"),
        ((2, 700), (4, 690), "mixed"),
        ((2, 700), (2, 700), "unchanged"),
    ],
)
def test_all_shares_decide(then: tuple[int, int], now: tuple[int, int], verdict: str) -> None:
    (found,) = progress(DAY, against(QUARTER, shares(*then), shares(*now)), None, None)
    assert (found.since, found.verdict) == (QUARTER, verdict)


def test_a_year_and_three_months_are_told_apart_and_with_their_denominators() -> None:
    now = shares(4, 780)
    year, quarter = progress(
        DAY, against(QUARTER, shares(4, 800), now), against(YEAR, shares(0, 750), now), None
    )
    assert (year.verdict, quarter.verdict) == ("better", "worse")
    assert year.told == (
        "repositories that comply from 0.0% (0 of 40) to 10.0% (4 of 40); "
        "checks that pass from 75.0% (750 of 1,000) to 78.0% (780 of 1,000)."
    )
    assert quarter.told.startswith("repositories that comply stay at 10.0% (4 of 40); ")


def test_a_year_that_has_hardly_begun_is_not_told_beside_three_months() -> None:
    one = against(QUARTER, shares(4, 800), shares(4, 780))
    found = progress(DAY, one, one, None)
    assert [one.since for one in found] == [QUARTER]


def test_a_short_history_is_told_from_its_beginning() -> None:
    begun = date(2026, 10, 22)
    then, now = shares(4, 770), shares(4, 780)
    (found,) = progress(DAY, None, against(begun, then, now), None)
    assert (found.since, found.verdict) == (begun, "better")
    assert not progress(DAY, None, against(date(2026, 11, 1), then, now), None)


def test_what_has_no_share_then_or_now_is_left_out() -> None:
    nothing = {CHECKS: rate("checks", 0, 0)}
    now = shares(1, 1)
    assert progress(DAY, against(QUARTER, nothing, now), against(YEAR, {}, now), None) == []


def test_shares_of_some_repositories_are_told_so() -> None:
    (found,) = progress(DAY, against(QUARTER, shares(4, 800), shares(4, 810), 39), None, None)
    assert found.told.endswith(
        "; that is over the 39 of 40 repositories judged to the same extent on both days."
    )


@pytest.mark.parametrize(
    ("exempt_now", "now", "verdict", "told"),
    [
        # 100 of 1,000 were excepted, and nobody mended anything.
        (100, rate("checks", 700, 900), "unchanged", "77.8% (700 of 900), with 100 more exempt"),
        (100, rate("checks", 710, 900), "better", "78.9% (710 of 900), with 100 more exempt"),
        (99, rate("checks", 699, 900), "unchanged", "77.7% (699 of 900), with 99 more exempt"),
        (0, rate("checks", 700, 1000), "unchanged", "stay at 70.0% (700 of 1,000)"),
    ],
)
def test_an_exception_makes_nothing_better(
    exempt_now: int, now: Rate, verdict: str, told: str
) -> None:
    then = rate("checks", 700, 1000)
    of_both = ({CHECKS: 0}, {CHECKS: exempt_now})
    one = against(QUARTER, {CHECKS: then}, {CHECKS: now})._replace(exempt=of_both)
    (found,) = progress(DAY, one, None, None)
    assert found.verdict == verdict
    assert f"{told}." in found.told


def test_points_are_of_the_shares_and_not_of_their_rounded_percentages() -> None:
    # 71.84 and 72.38 percent, which are told as 71.8 and 72.4.
    then, now = rate("checks", 7184, 10_000), rate("checks", 7238, 10_000)
    assert against(QUARTER, {CHECKS: then}, {CHECKS: now}).gained(CHECKS) == Decimal("0.5")
    assert points(then, rate("checks", 0, 0)) is None


def test_teams_that_are_left_out_are_named() -> None:
    then, now = shares(4, 800), shares(4, 810)
    one = against(QUARTER, then, now)._replace(teams=["shop"])
    (found,) = progress(DAY, one, None, None)
    assert found.told.endswith("; without team shop, not judged in full on both days.")


def test_commits_are_told_with_what_failed_before() -> None:
    report = assemble(busy(), wanted(since=None, as_of=date(2026, 1, 10)))
    *_, found = report.progress
    assert report.drift
    assert found.since == report.drift.since == date(2025, 9, 30)
    assert found.told.endswith(
        "commits resolved 4 and brought 1, beside 7 failing findings then,"
        " and 1 came without a commit."
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=3))
def test_turned_round_it_is_the_other_verdict(pairs: list[tuple[int, int]]) -> None:
    before = {str(n): rate("x", then, 9) for n, (then, _) in enumerate(pairs)}
    after = {str(n): rate("x", now, 9) for n, (_, now) in enumerate(pairs)}
    (there,) = progress(DAY, against(QUARTER, before, after), None, None)
    (back,) = progress(DAY, against(QUARTER, after, before), None, None)
    other = dict(zip(VERDICTS, ("worse", "better", "mixed", "unchanged"), strict=True))
    assert back.verdict == other[there.verdict]


SWARM = notices.product("Docker Swarm")
END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("services", "exempt", "ends", "zero", "once", "told"),
    [
        (0, (0, None), END, None, False, "Nothing is left."),
        (3, (3, date(2027, 6, 30)), END, None, False,
         "All that is left is exempt, through 2027-06-30."),
        (5, (2, date(2027, 6, 30)), END, date(2026, 12, 30), False,
         "In time for 2026-12-31: of 3 services, at this pace the last is gone on 2026-12-30."
         " 2 more are exempt, through 2027-06-30."),
        # On the day of the end it has to be gone.
        (1, (0, None), END, END, False,
         "Not in time for 2026-12-31: of 1 service, at this pace the last is gone on 2026-12-31."),
        (4, (1, END), END, None, False,
         "Not in time for 2026-12-31: of 3 services, their number does not fall."
         " 1 more is exempt, through 2026-12-31."),
        (4, (0, None), END, None, True,
         "Not known: of 4 services, it is too early to say at which pace."),
        (4, (0, None), DAY, None, False,
         "Over since 2026-11-23, and 4 services left that nobody excepted: their number does not"
         " fall."),
        (4, (0, None), END, date(2036, 11, 24), False,
         "Not in time for 2026-12-31: of 4 services, at this pace it takes more than ten years."),
        (4, (0, None), None, None, False,
         "No end is set; of 4 services, their number does not fall."),
    ],
)  # fmt: skip
def test_whether_it_is_gone_in_time(
    services: int,
    exempt: tuple[int, date | None],
    ends: date | None,
    zero: date | None,
    once: bool,
    told: str,
) -> None:
    today = UsageDay(DAY, services, 1)
    assert notices.outlook(SWARM, today, exempt, ends, zero, is_seen_once=once) == told


def test_a_rule_that_is_no_product_is_not_used() -> None:
    rule = note("non-root", title="Containers do not run as root", replacement="a user",
                announced=YEAR, enforced_from=END)  # fmt: skip
    what, today = notices.thing_of(rule), UsageDay(DAY, 1, 1)
    assert notices.monitor(what, today, []) == (
        "As of 2026-11-23, 1 place in 1 repository still does not meet non-root."
    )
    assert notices.announce(what, rule, DAY, today, []).startswith(
        "The grace for non-root (Containers do not run as root) ends on 2026-12-31, in 38 days."
    )
    assert "places that still do not meet non-root will not deploy" in notices.enforce(
        what, rule, DAY
    )
    assert "Nothing does not" not in notices.after(what, rule, UsageDay(DAY, 0, 0))


def test_what_is_exempt_is_told_with_its_last_day() -> None:
    entry = busy().entries[1]
    allowed = entry._replace(id="EXC-3", rules=("docker-swarm",), sunset=END, matches=1)
    history = replace(
        busy(), covered=[("payments/ledger", "compose:l/a")], entries=[*busy().entries, allowed]
    )
    (swarm,) = assemble(history, wanted()).usage
    assert (swarm.places, swarm.exempt, swarm.exempt_until) == (2, 1, END)
    # Where one finding of a service is exempt and another is not, the service is not.
    history = replace(history, covered=[])
    assert assemble(history, wanted()).usage[0].exempt == 0


def test_repositories_to_which_no_rule_applies_are_told_apart() -> None:
    ok = {"image-tag": Tally(passed=1)}
    history = FakeHistory(
        repositories=[state("a"), state("b"), state("c", "empty"), state("d", "missing")],
        rules=[note("image-tag")],
        found={DAY: {"a": ok, "b": {"image-tag": Tally(failed=1)}, "c": {}}},
    )
    first = assemble(history, wanted(as_of=DAY, since=None)).headlines[0]
    assert (first.rate.part, first.rate.whole, first.unknown, first.apart) == (1, 2, 1, 1)


def test_who_uses_it_is_told_with_what_they_had_at_the_announcement() -> None:
    history = replace(busy(), covered=[("payments/ledger", "compose:l/a")])
    (swarm,) = assemble(history, wanted()).usage
    (payments,) = swarm.teams
    assert (payments.places, payments.exempt, payments.announced) == (2, 1, 2)
    # One of whom nothing is left is not told; one day alone is nothing to compare with.
    (once,) = assemble(history, wanted(as_of=date(2025, 9, 30), since=None)).usage
    assert {one.team: one.announced for one in once.teams} == {"payments": None, "search": None}
