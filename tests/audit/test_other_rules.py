"""Days that were judged by other rules: because one was a draft then, or a backfill knew it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from history.seeing import observation, row

from platguard.audit.answers import Answers
from platguard.audit.comparing import CHECKS, REPOSITORIES, TEAMS
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.questions import of_repository
from platguard.history.store import Store
from platguard.model.audit import OrganisationReport, OtherRules
from platguard.model.organisation import Placement, RuleNote, Terms
from platguard.reporters.organisation import write

DAYS = [date(2026, month, 10) for month in range(5, 12)]
AUGUST, SEPTEMBER, NOVEMBER = DAYS[3], DAYS[4], DAYS[6]
OLD = RuleNote("no-latest", "images", "No latest", "high", "enforced", 1, "p", "#p", "guide")
NEW = replace(OLD, id="image-digest", state="draft")


@pytest.fixture
def store(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
    yield opened
    opened.close()


def look(store: Store, day: date, judged: str = "fail", *, has_it: bool = True) -> None:
    """A day on which one rule passes, and another comes to `judged`: empty for a draft. With
    `has_it` the standards have that rule."""
    rules = [OLD, NEW] if has_it else [OLD]
    counts = {OLD.id: {"pass": 9}}
    if has_it:
        counts[NEW.id] = {judged or "not-evaluated": 1}
    rows = [row("a uses 13", rule=NEW.id)] if judged == "fail" and has_it else []
    seen = observation(0, rows, counts=counts, commit="a" * 40)
    terms = Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=rules)
    run = store.begin(terms, ["a/one"])
    run.write(Placement("a/one", team="a"), replace(seen, repository="a/one", as_of=day))
    run.finish()


@pytest.fixture
def mixed(store: Store) -> Store:
    """Scans of two days on which a rule was a draft, and a backfill around them that knew it."""
    look(store, AUGUST, "")
    look(store, SEPTEMBER, "")
    for day in set(DAYS) - {AUGUST, SEPTEMBER}:
        look(store, day)
    return store


def report(store: Store, day: date, **more: object) -> OrganisationReport:
    return assemble(Answers(store.database), Wanted(day, **more))  # type: ignore[arg-type]


def quarters(found: OrganisationReport) -> dict[str, float | None]:
    return {
        one.name: None if one.quarter is None else float(one.quarter) for one in found.headlines
    }


@pytest.mark.parametrize("day", [SEPTEMBER, NOVEMBER])
def test_a_rule_that_only_one_day_was_judged_by_moves_nothing(mixed: Store, day: date) -> None:
    found = report(mixed, day)
    assert {one.verdict for one in found.progress} == {"unchanged"}
    assert quarters(found) == {REPOSITORIES: 0.0, TEAMS: 0.0, CHECKS: None}
    assert found.adoption.trajectory not in ("declining", "growing")
    [quarter] = [one for one in found.compared if one.months == 3]
    assert [*quarter.more, *quarter.fewer] == [NEW.id]


def test_what_another_rule_did_counts_all_the_same(mixed: Store) -> None:
    counts = {OLD.id: {"fail": 1}, NEW.id: {"fail": 1}}
    rows = [row("a uses 13", rule=NEW.id), row("b")]
    seen = observation(0, rows, counts=counts, commit="b" * 40)
    day = date(2026, 11, 11)
    terms = Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[OLD, NEW])
    run = mixed.begin(terms, ["a/one"])
    run.write(Placement("a/one", team="a"), replace(seen, repository="a/one", as_of=day))
    run.finish()
    assert quarters(report(mixed, day))[REPOSITORIES] == -100.0


def test_a_report_says_from_when_on_other_rules_judged(mixed: Store) -> None:
    found = report(mixed, NOVEMBER)
    assert found.other_rules == [
        OtherRules(AUGUST, [], [NEW.id]),
        OtherRules(date(2026, 10, 10), [NEW.id], []),
    ]
    stream = BytesIO()
    write(found, stream, "markdown")
    text = stream.getvalue().decode()
    assert (
        "From 2026-08-10 on judged by other standards than the month before: 0 rules more," in text
    )
    assert "the rules judged on both days (image-digest only now)" in text


def test_a_rule_that_the_standards_did_not_have_is_not_compared(store: Store) -> None:
    look(store, AUGUST, has_it=False)
    look(store, NOVEMBER)
    assert quarters(report(store, NOVEMBER))[REPOSITORIES] == 0.0
    assert report(store, NOVEMBER).compared[-1].more == [NEW.id]


def test_where_the_rule_is_about_nothing_checks_are_compared(store: Store) -> None:
    look(store, AUGUST, "")
    look(store, NOVEMBER, "not-applicable")
    assert quarters(report(store, NOVEMBER)) == {REPOSITORIES: 0.0, TEAMS: 0.0, CHECKS: 0.0}


def test_nothing_came_and_nothing_went_with_a_rule_that_was_not_judged_in_between(
    mixed: Store,
) -> None:
    drift = report(mixed, NOVEMBER, since=DAYS[0]).drift
    assert drift is not None
    row = drift.total
    assert (row.baseline, row.now) == (1, 1)
    assert not any(row.states.values()), row.states
    then = report(mixed, NOVEMBER, since=AUGUST).drift
    assert then is not None
    assert (then.total.baseline, then.total.states["rule-change"], then.total.now) == (0, 1, 1)


def test_a_finding_is_there_since_before_its_rule_was_not_judged(mixed: Store) -> None:
    spans = list(of_repository(mixed.database, "a/one"))
    assert [(one.opened, one.since) for one in spans] == [(DAYS[0], DAYS[0]), (DAYS[5], DAYS[0])]


def test_what_is_left_to_do_did_not_fall_while_nobody_judged(mixed: Store) -> None:
    [all_rules] = [
        one for one in report(mixed, NOVEMBER).paces if (one.part, one.what) == ("organisation", "")
    ]
    assert (all_rules.first, all_rules.left, all_rules.state) == (1, 1, "not falling")


def test_a_new_rule_is_no_step_back(store: Store) -> None:
    for day in DAYS[:-1]:
        look(store, day, "")
    look(store, NOVEMBER)
    [all_rules] = [
        one for one in report(store, NOVEMBER).paces if (one.part, one.what) == ("organisation", "")
    ]
    assert (all_rules.first, all_rules.left) == (1, 1)


def test_a_standard_is_met_since_somebody_saw_it_pass(mixed: Store) -> None:
    look(mixed, DAYS[5], "pass")
    look(mixed, NOVEMBER, "pass")
    [found] = report(mixed, NOVEMBER).matrix.rows
    assert found.since == {"images": DAYS[5]}
