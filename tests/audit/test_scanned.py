"""A report says which scans it tells of, and since when it can tell changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from platguard.audit.report import assemble
from platguard.audit.scanned import scanned
from platguard.reporters.organisation import write

from .organisations import OCTOBER, TODAY, busy, state, there, wanted

WEEK = timedelta(days=7)


def looks(*days: date) -> list[object]:
    return [state(f"r{number}")._replace(seen_on=day) for number, day in enumerate(days)]


@pytest.mark.parametrize(
    ("days", "told", "late"),
    [
        ([TODAY, TODAY], "As the scan of 2025-11-15 saw it.", 0),
        ([TODAY - WEEK], "As the scan of 2025-11-08 saw it.", 0),
        ([TODAY - 2 * WEEK], "As the scan of 2025-11-01 saw it. Nobody has looked for 14 days.", 1),
        ([TODAY, TODAY - WEEK, TODAY - 2 * WEEK],
         "As the scan of 2025-11-15 saw 1 repository of 3; the others are as earlier ones saw them,"
         " the oldest of 2025-11-01. 1 repository was not looked at for more than a week.", 1),
    ],
)  # fmt: skip
def test_the_last_looks_are_told(days: list[date], told: str, late: int) -> None:
    found = scanned(looks(*days), TODAY)  # type: ignore[arg-type]
    assert found is not None
    assert (found.told, found.late, found.looked.whole) == (told, late, len(days))


def test_nobody_looked() -> None:
    assert scanned([state("a")._replace(seen_on=None)], TODAY) is None


@pytest.mark.parametrize("form", ["markdown", "html", "csv"])
def test_every_form_for_people_tells_it_first(form: str) -> None:
    stream = BytesIO()
    write(assemble(busy(), wanted(as_of=TODAY + 3 * WEEK)), stream, form)
    text = stream.getvalue().decode()
    assert "As the scan of 2025-11-15 saw it. Nobody has looked for 21 days." in text
    if form == "markdown":
        assert text.splitlines()[2].startswith("**Old:** As the scan of 2025-11-15")


def test_changes_begin_with_the_first_scan() -> None:
    first = assemble(busy(), wanted(since=date(2025, 8, 31)))
    early = assemble(busy(), wanted(since=date(2019, 1, 1)))
    assert early.drift == first.drift
    assert (early.since, early.since_asked) == (date(2025, 8, 31), date(2019, 1, 1))
    assert (first.since, first.since_asked) == (date(2025, 8, 31), None)
    stream = BytesIO()
    write(early, stream, "markdown")
    assert "; nobody looked as early as 2019-01-01" in stream.getvalue().decode()


def test_changes_over_some_repositories_are_told_so() -> None:
    report = assemble(busy(), wanted())
    assert report.drift
    assert report.drift.repositories
    assert report.drift.repositories.part < report.drift.repositories.whole
    stream = BytesIO()
    write(report, stream, "markdown")
    text = stream.getvalue().decode()
    assert "; of the 4 of 5 repositories judged on both days." in text
    over = "are over the 4 of 5 repositories judged to the same extent on both days"
    assert f"- Points in a month (2025-09-30 to 2025-11-15) {over}" in text
    whole = replace(report, compared=[])
    stream = BytesIO()
    write(whole, stream, "markdown")
    assert "- Points in a month" not in stream.getvalue().decode()


def test_an_old_count_of_days_says_for_which_day() -> None:
    old = there("payments/api", "image-tag", message="It ended 26 days ago.", worded_on=OCTOBER)
    today = there("payments/api", "image-tag", message="It ended 9 days ago.", worded_on=TODAY)
    history = replace(busy(), there=[old, today])
    stream = BytesIO()
    write(assemble(history, wanted()), stream, "html")
    text = stream.getvalue().decode()
    assert "It ended 26 days ago. (Days are counted for 2025-10-31.)" in text
    assert "It ended 9 days ago. (" not in text
