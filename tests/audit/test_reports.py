"""The report as a whole, and what its formats make of it.

`PLATGUARD_UPDATE_SNAPSHOTS=1` writes the outputs anew.
"""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from schemas import schema

from platguard.audit.questions import Questions
from platguard.audit.report import assemble
from platguard.errors import UsageError
from platguard.model.audit import OrganisationReport
from platguard.reporters.inert import inert
from platguard.reporters.organisation import BINARY, ORGANISATION_REPORTERS, write
from platguard.reporters.organisation.csv import cell, original
from platguard.reporters.organisation.tables import Cell

from .organisations import OCTOBER, FakeHistory, busy, wanted

SNAPSHOTS = Path(__file__).parent / "snapshots"
CASES = {
    "busy.json": ("json", busy()),
    "busy.md": ("markdown", busy()),
    "busy.csv": ("csv", busy()),
    "busy.oscal.json": ("oscal", busy()),
    "empty.md": ("markdown", FakeHistory()),
}


def made(history: Questions, **more: object) -> OrganisationReport:
    """The report about a history."""
    return assemble(history, wanted(**more))


def written(report: OrganisationReport, format_name: str) -> str:
    """A report as text, which is sound JSON by the schema whenever it is JSON."""
    stream = io.BytesIO()
    write(report, stream, format_name)
    if format_name == "json":
        schema("organisation-report-v1").validate(json.loads(stream.getvalue()))
    return stream.getvalue().decode()


def document(history: Questions, **more: object) -> dict[str, Any]:
    """The report as JSON."""
    found: dict[str, Any] = json.loads(written(made(history, **more), "json"))
    return found


def headline(found: dict[str, Any], name: str) -> dict[str, Any]:
    """A rate of the first screen."""
    (one,) = (one for one in found["headlines"] if one["name"] == name)
    return dict(one)


@pytest.mark.parametrize("name", CASES)
def test_output_is_what_was_agreed(name: str) -> None:
    format_name, history = CASES[name]
    text = written(made(history), format_name).encode()
    if os.environ.get("PLATGUARD_UPDATE_SNAPSHOTS"):
        (SNAPSHOTS / name).write_bytes(text)
    assert text == (SNAPSHOTS / name).read_bytes()


def test_every_snapshot_is_compared() -> None:
    assert sorted(path.name for path in SNAPSHOTS.iterdir()) == sorted(CASES)
    # What is no text, or a page, has tests of its own.
    assert {name for name, _ in CASES.values()} == set(ORGANISATION_REPORTERS) - {*BINARY, "html"}


def test_an_unknown_format_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="Known ones: json, markdown, csv"):
        write(made(busy()), io.BytesIO(), "yaml")


def test_a_day_before_all_scans_has_no_numbers() -> None:
    found = document(FakeHistory())
    assert (found["inputs"], found["matrix"]["rows"]) == (None, [])
    assert [one["rate"]["percent"] for one in found["headlines"]] == [None] * 3
    assert {row["state"] for row in found["scorecard"]} == {"no data", "not met", "stale"}
    assert "nothing to report" in written(made(FakeHistory()), "markdown")


def test_the_first_screen_has_no_bare_total() -> None:
    text = written(made(busy()), "markdown")
    first = text[text.index("\n- ") + 1 : text.index("\n\n- As of")]
    for line in first.splitlines():
        assert "%" in line or " of " in line, line


def test_shares_leave_out_what_is_exempt_or_unknown() -> None:
    found = document(busy())
    checks = headline(found, "Checks that pass")
    assert (checks["rate"]["part"], checks["rate"]["whole"]) == (18, 21)
    assert (checks["exempt"], checks["unknown"]) == (2, 1)


def test_what_was_not_judged_is_no_pass() -> None:
    found = document(busy())
    repositories = headline(found, "Repositories that comply")
    assert (repositories["rate"]["part"], repositories["rate"]["whole"]) == (2, 4)
    assert repositories["unknown"] == 1
    # The team search has one repository that complies, and one of which nobody knows.
    teams = headline(found, "Teams that comply")
    assert (teams["rate"]["part"], teams["rate"]["whole"], teams["unknown"]) == (0, 1, 1)
    assert [one["repository"] for one in found["coverage"]["not_judged"]] == [
        "=HYPERLINK(1)|x", "search/gone",
    ]  # fmt: skip
    assert found["coverage"]["unassigned"] == ["=HYPERLINK(1)|x", "search/gone"]


def test_use_of_what_ends_is_told_with_its_owners_and_its_end() -> None:
    (swarm,) = document(busy())["usage"]
    assert (swarm["places"], swarm["change"], swarm["in_time"]) == (2, -4, True)
    assert swarm["texts"]["monitor"].startswith(
        "As of 2025-11-15, 2 services in 1 repository still use Docker Swarm: payments 2."
    )
    assert "4 of 6 services migrated (66.7%). At this pace" in swarm["texts"]["during"]
    assert "after" not in swarm["texts"]


def test_a_scope_limits_every_number() -> None:
    found = document(busy(), scope={"team": ["payments"]})
    assert [row["repository"] for row in found["matrix"]["rows"]] == [
        "payments/api", "payments/ledger",
    ]  # fmt: skip
    assert found["drift"]["total"]["baseline"] == 2
    assert found["drift"]["total"]["states"]["resolved"] == 0
    assert [row["name"] for row in found["drift"]["teams"]] == ["payments"]
    assert found["sprawl"]["distinct"] == 2
    # The checks of a rule are counted for all repositories together, so that a part has none.
    assert [one["checks"] for one in found["matrix"]["rules"]] == [None, None]
    checks, all_checks = (headline(one, "Checks that pass") for one in (found, document(busy())))
    assert 0 < checks["rate"]["whole"] < all_checks["rate"]["whole"]


def test_one_framework_may_be_asked_for() -> None:
    assert [one["name"] for one in document(busy(), framework="SOC 2")["controls"]] == ["SOC 2"]
    (control,) = document(busy(), framework="SOC 2")["controls"][0]["controls"]
    assert (control["rules"], control["deviations"]) == (["docker-swarm", "image-tag"], ["EXC-2"])


def test_without_a_day_to_count_from_changes_are_those_of_three_months() -> None:
    found = document(busy(), since=None)
    # The last day on which anybody looked by 2025-08-15 would be earlier, but there is none.
    assert (found["since"], found["drift"]["total"]["baseline"]) == ("2025-08-31", 7)
    assert document(busy(), since=None, as_of=date(2025, 12, 10))["since"] == "2025-08-31"
    assert document(busy(), since=None, as_of=date(2026, 1, 10))["since"] == "2025-09-30"


def test_who_looked_once_has_nothing_to_compare_with() -> None:
    found = document(busy(), since=None, as_of=date(2025, 8, 31))
    assert (found["since"], found["drift"], found["progress"]) == (None, None, [])


def test_the_champion_is_of_the_month_of_the_day() -> None:
    (best,) = document(busy())["drift"]["champions"]
    assert (best["team"], best["month"], best["before"], best["resolved"]) == (
        "search", "2025-11", 4, 4,
    )  # fmt: skip
    assert document(busy(), as_of=OCTOBER)["drift"]["champions"] == []


def test_markdown_is_read_as_tables_and_nothing_else() -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(written(made(busy()), "markdown"))
    assert "<b>" not in html
    assert "<a " not in html
    assert "&lt;b&gt;a.yaml" in html
    assert html.count("<table>") == written(made(busy()), "markdown").count("| --- ") - sum(
        line.count("| --- ") - 1
        for line in written(made(busy()), "markdown").splitlines()
        if line.startswith("| --- ")
    )


def test_a_long_table_is_cut_in_markdown_and_whole_in_csv() -> None:
    history = busy()
    many = [row._replace(id=f"EXC-{number:03}", renews="") for number in range(60)
            for row in history.entries[:1]]  # fmt: skip
    history.entries = many
    report = made(history)
    assert "10 more of 60 are in the other formats." in written(report, "markdown")
    records = list(csv.reader(io.StringIO(written(report, "csv"), newline="")))
    assert sum(record[0] == "exceptions" for record in records) == 60


@given(st.text())
def test_no_cell_is_a_formula_and_its_text_comes_back(text: str) -> None:
    held = cell(text)
    assert original(held) == inert(text)
    assert not held.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("'quoted", "''quoted"),
        ("::error::gone", "'::error::gone"),
        ("-1,050", "'-1,050"),
        (-1050, "-1050"),
        (Decimal("-2.5"), "-2.5"),
        (None, ""),
        (False, "false"),
        (date(2026, 11, 22), "2026-11-22"),
        ("payments/api", "payments/api"),
    ],
)
def test_a_text_that_acts_is_quoted_and_a_value_is_plain(text: Cell, held: str) -> None:
    assert cell(text) == held
