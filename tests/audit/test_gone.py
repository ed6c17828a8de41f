"""What is there no more, or says nothing: rules, and what exceptions are about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from platguard.audit.calendar import calendar
from platguard.audit.orphans import orphaned
from platguard.audit.report import assemble
from platguard.audit.unused import unused
from platguard.model.audit import Tally
from platguard.model.ending import Ending
from platguard.model.registered import RegisterEntry
from platguard.model.states import Spoken

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
    told = {row.id: row.orphaned for row in assemble(history, wanted(as_of=TODAY)).exceptions.rows}
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


def test_what_is_archived_is_in_no_number_and_is_listed() -> None:
    failing, passing = {"image-tag": Tally(failed=2)}, {"image-tag": Tally(passed=1)}
    history = FakeHistory(
        repositories=[state("shop/web", team="shop"), state("shop/old", team="shop")],
        rules=[note("image-tag", "workloads")],
        found={TODAY: {"shop/web": passing, "shop/old": failing}},
        ahead=[Ending(TODAY, "language-eol", "php 8.2", name, 1) for name in ("shop/old", "gone")],
    )
    with_all = assemble(history, wanted(as_of=TODAY, since=None))
    assert (with_all.headlines[0].rate.part, with_all.headlines[0].rate.whole) == (1, 2)
    assert len(with_all.calendar) == 1
    found = assemble(history, wanted(as_of=TODAY, since=None, archived={"shop/old", "never/seen"}))
    assert (found.headlines[0].rate.part, found.headlines[0].rate.whole) == (1, 1)
    assert found.coverage.repositories.whole == 1
    assert [row.repository for row in found.matrix.rows] == ["shop/web"]
    assert (found.coverage.archived, found.calendar) == (["shop/old"], [])
    # Who asks for it by its name gets it.
    asked = assemble(
        history,
        wanted(as_of=TODAY, since=None, archived={"shop/old"}, scope={"name": ["shop/old"]}),
    )
    assert [row.repository for row in asked.matrix.rows] == ["shop/old"]
    assert asked.coverage.archived == []


def test_what_ends_next_is_told_with_who_uses_it() -> None:
    end = date(2026, 9, 29)
    used = [Ending(end, "language-eol", "php 8.2", f"shop/{number}", 2) for number in range(4)]
    told = {one.subject: one for one in calendar(TODAY, [], [], used)}
    assert told["php 8.2"].told == (
        "php 8.2 ends on 2026-09-29: 8 places in 4 repositories (language-eol)"
    )
    assert (told["php 8.2"].kind, told["php 8.2"].day) == ("ends", end)
    (few,) = calendar(TODAY, [], [], used[:2])
    assert "4 places in shop/0, shop/1 (" in few.told
    assert not calendar(end + timedelta(days=1), [], [], used)
    assert not calendar(end - timedelta(days=91), [], [], used)
