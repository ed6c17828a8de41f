"""What is there no more, or says nothing: rules, and what exceptions are about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from platguard.audit.orphans import orphaned
from platguard.audit.register import RegisterEntry
from platguard.audit.report import assemble
from platguard.audit.unused import Spoken, unused

from .organisations import FakeHistory, note, state, wanted

TODAY = date(2026, 7, 1)
HALF_A_YEAR = date(2026, 1, 2)
LEFT = {"shop/old": date(2026, 3, 1), "shop/older": date(2025, 3, 1)}


@pytest.mark.parametrize(
    ("last_on", "known_since", "first_scan", "is_unused"),
    [
        (None, date(2025, 1, 1), date(2025, 1, 1), True),
        (HALF_A_YEAR, HALF_A_YEAR, HALF_A_YEAR, True),
        (HALF_A_YEAR + timedelta(days=1), date(2025, 1, 1), date(2025, 1, 1), False),
        (TODAY, date(2025, 1, 1), date(2025, 1, 1), False),
        # Nobody can say so of a rule that is new, or where nobody looked for as long.
        (None, HALF_A_YEAR + timedelta(days=1), date(2025, 1, 1), False),
        (None, date(2025, 1, 1), HALF_A_YEAR + timedelta(days=1), False),
    ],
)
def test_a_rule_is_unused_after_180_days(
    last_on: date | None, known_since: date, first_scan: date, is_unused: bool
) -> None:
    found = unused([note("quiet")], [Spoken("quiet", known_since, last_on)],
                   [first_scan, TODAY], TODAY)  # fmt: skip
    assert [one.rule for one in found] == ["quiet"] * is_unused
    for one in found:
        assert (str(last_on) if last_on else "never") in one.told


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_rule_that_is_not_judged_is_not_unused(state: str) -> None:
    spoken = [Spoken("quiet", date(2025, 1, 1), None)]
    assert not unused([note("quiet", state=state)], spoken, [date(2025, 1, 1)], TODAY)


@pytest.mark.parametrize(
    ("patterns", "told"),
    [
        ([], ""),
        (["shop/web"], ""),
        (["shop/*"], ""),
        (["shop/old"], "shop/old left, last seen by the scan of 2026-03-01."),
        (["shop/ol*"], "shop/old left, last seen by the scan of 2026-03-01; shop/older left, last"
                       " seen by the scan of 2025-03-01."),
        (["bank/core", "shop/old"], "shop/old left, last seen by the scan of 2026-03-01; bank/core"
                                    " is archived."),
        (["none/*"], "No scan ever saw a repository none/*."),
    ],
)  # fmt: skip
def test_an_exception_is_orphaned_with_its_repositories(patterns: list[str], told: str) -> None:
    assert orphaned(patterns, ["shop/web", "bank/core"], ["bank/core"], LEFT) == told


def test_many_that_are_gone_are_counted() -> None:
    left = {f"old/{number}": TODAY for number in range(9)}
    assert orphaned(["old/*"], [], [], left).endswith(", and 6 more.")


def test_the_register_tells_what_its_entries_are_about_no_more() -> None:
    def entry(id: str, *repositories: str) -> RegisterEntry:
        days = (date(2026, 1, 1), date(2026, 12, 31))
        told = ("active", "shop", "waiver", ("image-tag",), "why", *days, "", 0)
        return RegisterEntry(id, *told, repositories=repositories)

    history = FakeHistory(
        repositories=[state("shop/web", team="shop"), state("bank/core", team="bank")],
        entries=[entry("EXC-1", "shop/old"), entry("EXC-2", "bank/*"), entry("EXC-3")],
        gone=[*LEFT.items()],
    )
    # What a report is limited to does not make another repository disappear.
    found = assemble(history, wanted(as_of=TODAY, scope={"team": ["shop"]}))
    told = {row.id: row.orphaned for row in found.exceptions.rows}
    assert told == {
        "EXC-1": "shop/old left, last seen by the scan of 2026-03-01.", "EXC-2": "", "EXC-3": "",
    }  # fmt: skip
    archived = assemble(history, wanted(as_of=TODAY, archived={"bank/core"}))
    assert archived.exceptions.rows[1].orphaned == "bank/core is archived."


def test_the_end_of_a_rule_stands_in_roadmap_and_calendar() -> None:
    rule = note("swarm", enforced_from=date(2026, 1, 1), retired_from=date(2026, 9, 1))
    history = FakeHistory(rules=[rule], found={TODAY: {}})
    found = assemble(history, wanted(as_of=TODAY, since=None))
    assert [(one.name, [item.state for item in one.items]) for one in found.roadmap] == [
        ("2026 Q3", ["retired"]),
    ]  # fmt: skip
    assert [(day.kind, day.days_left) for day in found.calendar] == [("retired", 62)]


def test_rules_about_the_register_may_have_nothing_to_say() -> None:
    history = FakeHistory(
        rules=[note("quiet"), note("ending-exception", "governance")],
        found={date(2025, 12, 1): {}, TODAY: {}},
        speech=[Spoken(name, date(2025, 1, 1), None) for name in ("quiet", "ending-exception")],
    )
    asked = wanted(as_of=TODAY, since=None, about_register={"ending-exception"})
    assert [one.rule for one in assemble(history, asked).unused] == ["quiet"]
