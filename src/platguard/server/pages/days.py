"""The days of scans, and what each of them brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from platguard.history import questions
from platguard.history.database import Database
from platguard.history.questions import by_repository
from platguard.server.pages.sight import Sight
from platguard.server.values import Page, Table


def days(sight: Sight) -> Page:
    """Every day of a scan, the latest first, as the scan was whose sums are those of the day."""
    found: dict[date, list[questions.RunNote]] = {}
    for run in questions.runs(sight.database, date.min, date.max):
        found.setdefault(run.as_of, []).append(run)
    rows = [
        (
            sight.to("days", str(on)),
            *(run.state, run.repositories, len(runs), run.tool_version, run.standards[:19]),
        )
        for on, runs in found.items()
        for run in [_counting(runs)]
    ]
    columns = ("day", "state", "repositories", "scans", "platguard", "standards")
    return Page("Days", main=Table("Days of scans", columns, rows[::-1]))


def _counting(runs: Sequence[questions.RunNote]) -> questions.RunNote:
    """Of the runs of a day the last complete one of all repositories, else the last complete one of
    some, else the last."""
    _, run = max(enumerate(runs), key=lambda one: (_weight(one[1]), one[0]))
    return run


def _weight(run: questions.RunNote) -> tuple[bool, bool]:
    is_complete = run.state == "complete"
    return is_complete, is_complete and run.whole


def day(sight: Sight) -> Page | None:
    """One day: how far it was judged, what began to fail, and what ceased to."""
    try:
        asked = date.fromisoformat(sight.name)
    except ValueError:
        return None
    if asked not in sight.days:
        return None
    before = asked - timedelta(days=1)
    covered = [
        (one.status, one.repositories, one.judged, one.failed, one.skipped)
        for one in questions.coverage(sight.database, asked, asked)
    ]
    return Page(
        title=f"Day {asked}",
        main=_changes(sight, "Began to fail", by_repository.began, before, asked),
        tables=[
            _changes(sight, "Ceased to fail", by_repository.ended, before, asked),
            Table(
                "Coverage", ("status", "repositories", "files judged", "failed", "skipped"), covered
            ),
        ],
    )


_Asked = Callable[[Database, date, date], Iterator[by_repository.Came]]


def _changes(sight: Sight, title: str, ask: _Asked, before: date, asked: date) -> Table:
    rows = [
        (sight.to("repositories", one.repository), sight.to("rules", one.rule), one.why,
         one.findings)
        for one in ask(sight.database, before, asked)
    ]  # fmt: skip
    return Table(title, ("repository", "rule", "why", "findings"), rows)
