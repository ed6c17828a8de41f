"""The same report from a real history: what scans wrote, and nothing in between."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from history.seeing import observation, row
from schemas import schema

from platguard.audit.answers import Answers
from platguard.audit.questions import Questions
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import OrganisationReport, Tally
from platguard.model.organisation import Observation, Placement, RuleNote, Terms, Usage
from platguard.model.registered import RegisterEntry
from platguard.reporters.organisation import write

SWARM = RuleNote(
    "docker-swarm", "runtimes", "No Swarm", "high", "warning", 1, "platform", "#help", "guide",
    announced=date(2026, 1, 1), enforced_from=date(2026, 6, 30), replacement="Kubernetes",
    controls={"soc2": ["CC7.1"]},
)  # fmt: skip
LATEST = RuleNote("no-latest", "images", "No latest", "high", "enforced", 1, "p", "#help", "guide")
PLACES = {
    "shop/web": Placement("shop/web", team="shop", segment="web", created=date(2026, 1, 2)),
    "shop/api": Placement("shop/api", team="shop", segment="web", created=date(2019, 1, 1)),
    "bank/core": Placement("bank/core", team="bank"),
}
OK = {"docker-swarm": {"pass": 2}, "no-latest": {"pass": 3}}


def swarm(name: str, **more: Any) -> Any:
    """A service on Swarm."""
    return row(name, rule="docker-swarm", address=f"compose:{name}", path=f"{name}.yaml", **more)


def bad(number: int, **more: int) -> dict[str, dict[str, int]]:
    """The counts of a repository with so many services on Swarm."""
    return {**OK, "docker-swarm": {"pass": 1, "fail": number, **more}}


def put(store: Store, day: int, **seen: Observation) -> None:
    """One run over all repositories."""
    terms = Terms(
        date(2026, 1, 1) + timedelta(days=day), "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r",
        rules=[SWARM, LATEST],
    )  # fmt: skip
    run = store.begin(terms, list(PLACES))
    for name, placement in PLACES.items():
        one = seen[name.replace("/", "_")]
        run.write(placement, one)
    run.finish()


def look(name: str, day: int, rows: list[Any], counts: Any = OK, **more: Any) -> Observation:
    """What a run saw of a repository."""
    found = observation(day, rows, **{"counts": counts, "failed": 0, **more})
    return replace(found, repository=name)


@pytest.fixture
def store(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    """Three runs: Swarm shrinks in one repository and grows in another, which then is broken."""
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
    tools = [
        Usage("tool", "ci", "jenkins", "", "", "Jenkinsfile", 1),
        Usage("tool", "deployment", "docker-swarm", "", "a", "a.yaml", 3),
    ]
    put(
        opened, 0,
        shop_web=look("shop/web", 0, [swarm("a"), swarm("b")], bad(2), usages=tools),
        shop_api=look("shop/api", 0, []),
        bank_core=look("bank/core", 0, []),
    )  # fmt: skip
    put(
        opened, 10,
        shop_web=look("shop/web", 10, [swarm("a")], bad(1), usages=tools),
        shop_api=look("shop/api", 10, [swarm("c")], bad(1)),
        bank_core=look("bank/core", 10, []),
    )  # fmt: skip
    put(
        opened, 20,
        shop_web=look("shop/web", 20, [swarm("a", outcome="exempt", exception="EXC-1")],
                      bad(0, exempt=1), usages=tools, matches={"EXC-1": 1}),
        shop_api=look("shop/api", 20, []),
        bank_core=look("bank/core", 20, [], {}, status="failed", reason="is broken", commit=""),
    )  # fmt: skip
    yield opened
    opened.close()


def answers(store: Store) -> Questions:
    """The answers of a history with one exception in its register."""
    entry = RegisterEntry("EXC-1", "active", "shop", "waiver", ("docker-swarm",), "why",
                       date(2026, 1, 15), date(2026, 3, 1), "", 0)  # fmt: skip
    return Answers(store.database, [entry])


def report(store: Store, day: int, **more: Any) -> OrganisationReport:
    """The report of a day, sound by its schema."""
    wanted = Wanted(date(2026, 1, 1) + timedelta(days=day), since=date(2026, 1, 1),
                    capabilities={"ci": ["github-actions"]}, **more)  # fmt: skip
    found = assemble(answers(store), wanted)
    text = io.BytesIO()
    write(found, text, "json")
    schema("organisation-report-v1").validate(json.loads(text.getvalue()))
    return found


def test_what_fails_is_told_by_repository_and_rule(store: Store) -> None:
    found = report(store, 10).matrix
    assert {one.repository: one.cells["docker-swarm"] for one in found.rows} == {
        "bank/core": "pass", "shop/api": "fail", "shop/web": "fail",
    }  # fmt: skip
    assert [(one.rule, one.findings, one.repositories.part) for one in found.rules] == [
        ("docker-swarm", 2, 1), ("no-latest", 0, 3),
    ]  # fmt: skip
    tally = found.rules[0].tally
    assert tally is not None
    assert (tally.passed, tally.failed) == (4, 2)


def test_drift_is_told_by_team(store: Store) -> None:
    drift = report(store, 20).drift
    assert drift is not None
    teams = {one.name: one for one in drift.teams}
    # b is resolved on the day 10 and c, which was new then, on the day 20; a is exempt, not mended.
    assert (teams["shop"].baseline, dict(teams["shop"].states)) == (
        2,
        {"new": 1, "regressed": 0, "resolved": 2, "returned": 0, "aged-in": 0, "rule-change": 0,
         "rule-gone": 0, "exempted": 1, "undecided": 0, "unseen": 0, "raised": 0},
    )  # fmt: skip
    assert (teams["shop"].now, str(teams["shop"].rate)) == (0, "-50.0")
    # Of the three only c has a first day that somebody saw.
    assert (str(drift.total.median_days), drift.total.resolved_known) == ("10.0", 1)


def test_drift_begins_after_its_first_day(store: Store) -> None:
    drift = report(store, 0).drift
    assert drift is not None
    assert (drift.total.baseline, drift.total.change) == (2, 0)


def test_use_is_followed_over_days_and_counts_what_is_exempt(store: Store) -> None:
    (swarm,) = report(store, 20).usage
    assert [(one.day.day, one.places) for one in swarm.series] == [(1, 2), (21, 1)]
    assert swarm.texts["monitor"].startswith(
        "As of 2026-01-21, 1 place in 1 repository still does not meet docker-swarm: shop 1."
        " 1 fewer than"
    )


def test_what_could_not_be_judged_is_unknown(store: Store) -> None:
    found = report(store, 20)
    assert [(one.repository, one.reason) for one in found.coverage.not_judged] == [
        ("bank/core", "is broken")
    ]
    repositories, teams, checks = found.headlines
    assert (repositories.rate.part, repositories.rate.whole) == (1, 1)
    assert (repositories.exempt, repositories.unknown) == (1, 1)
    assert (teams.rate.whole, teams.exempt, teams.unknown) == (0, 1, 1)
    assert checks.rate.percent == 100
    ((_, held),) = answers(store).worst([date(2026, 1, 21)])
    assert {name: one.state for name, one in held.items()} == {
        "bank/core": "unknown", "shop/api": "pass", "shop/web": "exempt",
    }  # fmt: skip
    assert (held["bank/core"].checks, held["bank/core"].unread) == (None, None)
    assert held["shop/web"].checks == Tally(passed=4, exempt=1)


def test_the_register_has_the_matches_of_the_day(store: Store) -> None:
    assert [row.matches for row in report(store, 20).exceptions.rows] == [1]
    assert [row.matches for row in report(store, 10).exceptions.rows] == [0]


def test_tools_and_new_projects_are_told(store: Store) -> None:
    found = report(store, 20)
    assert (found.sprawl.distinct, found.sprawl.surplus) == (2, 0)
    (ci,) = found.adoption.by_capability
    # Nobody knows what the repository uses that could not be judged.
    assert (ci.name, ci.rate.part, ci.rate.whole, ci.unknown) == ("ci", 0, 1, 1)
    assert report(store, 10).adoption.by_capability[0].unknown == 0
    new = found.adoption.standards[0].denominators[1]
    assert new.rate.counts == "new projects since 2026-01-01"
    # One is new and exempt, one is old, and of one nobody knows.
    assert (new.rate.whole, new.exempt, new.unknown) == (0, 1, 1)


def test_an_exception_from_the_rule_about_a_product_allows_the_product(store: Store) -> None:
    def excepted(day: int) -> dict[str, int]:
        rows = [row for one in report(store, day).sprawl.categories for row in one.products]
        return {row.product: row.excepted for row in rows}

    assert excepted(20) == {"docker-swarm": 1, "jenkins": 0}
    assert excepted(10) == {"docker-swarm": 0, "jenkins": 0}


def test_before_the_first_run_nothing_is_known(store: Store) -> None:
    found = assemble(answers(store), Wanted(date(2025, 12, 31)))
    assert (found.inputs, list(found.matrix.rows)) == (None, [])


def test_the_same_history_gives_the_same_bytes(store: Store) -> None:
    texts = [io.BytesIO() for _ in range(2)]
    for text in texts:
        write(report(store, 20), text, "json")
    assert texts[0].getvalue() == texts[1].getvalue()
