"""The worst findings are those that come first among all of them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event

from history.seeing import on, row, terms
from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history import words
from platguard.history.questions.worst import ORDER, worst
from platguard.history.store import Store
from platguard.model.audit import FindingRow, Ranked
from platguard.model.organisation import Observation, Placement, Row
from platguard.reporters.organisation.html_grids import badness

NAMES = ("acme/a", "acme/b", "acme/c", "acme/gone")


def _rows(dice: Random, name: str, day: int) -> list[Row]:
    return [
        row(
            f"{name} {at}",
            f"k8s/{at}.yaml",
            outcome=dice.choice(("fail", "exempt", "unknown", "soon")),
            level=dice.choice(words.LEVELS[:3]),
            severity=dice.choice(words.SEVERITIES[:5]),
        )
        for at in range(20 + day)
    ]


@pytest.fixture
def seen(store: Store) -> Store:
    """Four repositories over days, of which one leaves and one cannot be judged any more."""
    dice = Random(5)
    for day in range(4):
        names = NAMES if day < 2 else NAMES[:3]
        run = store.begin(terms(day), names)
        for name in names:
            is_lost = day == 3 and name == "acme/b"
            run.write(
                Placement(name, team=name[-1]),
                Observation(
                    name,
                    on(day),
                    status="failed" if is_lost else "judged",
                    commit="" if is_lost else f"{day:040x}",
                    committed_on=None if is_lost else on(day),
                    rows=[] if is_lost else _rows(dice, name, day),
                ),
            )
        run.finish()
    return store


@pytest.mark.parametrize("scope", [{}, {"team": ["[ab]"]}, {"team": ["nobody"]}])
def test_they_are_the_first_of_all(seen: Store, scope: dict[str, list[str]]) -> None:
    for day in (0, 1, 3):
        report = assemble(Answers(seen.database, []), Wanted(as_of=on(day), scope=scope))
        assert isinstance(report.findings, Ranked)
        every: list[FindingRow] = sorted(report.findings, key=badness)
        assert bool(every) == (scope.get("team") != ["nobody"]), day
        for most in (1, 2, 5, 19, len(every), len(every) + 7):
            number, found = report.findings.worst(most)
            assert number == len(every), (day, most)
            assert sorted(found, key=badness) == every[:most], (day, most)


def test_no_outcome_is_forgotten() -> None:
    assert sorted(ORDER) == sorted(words.OUTCOMES)


def test_before_the_first_scan_there_is_none(store: Store) -> None:
    assert worst(store.database, on(0), 10) == (0, ())


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_table_of_spans_is_read_for_them(seen: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def heard(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        worst(seen.database, on(2), 5)
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    steps = []
    with seen.database.reading() as connection:
        for statement, parameters in asked:
            # Of the findings that are chosen all is read.
            if "FROM spans" in statement and "fingerprint, path" not in statement:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps += [step for *_, step in plan if step.split()[1:2] == ["spans"]]
    assert len(steps) >= 6
    assert all("COVERING INDEX" in step for step in steps), steps
