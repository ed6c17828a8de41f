"""The days of scans, and what each of them brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from platguard.history import questions
from platguard.history.questions import by_repository
from platguard.history.questions.by_repository import stays
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
            *(run.state, run.repositories, len(runs)),
            *(run.terms.tool_version, run.terms.standards[:19]),
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
    return run.is_complete, run.is_complete and run.whole


def day(sight: Sight) -> Page | None:
    """One day: how far it was judged, what began to fail, what ceased to, and what fails as before
    and is told otherwise."""
    try:
        asked = date.fromisoformat(sight.name)
    except ValueError:
        return None
    if asked not in sight.days:
        return None
    before = asked - timedelta(days=1)
    began = [*by_repository.began(sight.database, before, asked)]
    ended = by_repository.ended(sight.database, before, asked)
    covered = [
        (one.status, one.repositories, one.judged, one.failed, one.skipped)
        for one in questions.coverage(sight.database, asked, asked)
    ]
    return Page(
        title=f"Day {asked}",
        main=_changes(sight, "Began to fail", [one for one in began if not stays(one)]),
        tables=[
            _changes(sight, "Ceased to fail", [one for one in ended if not stays(one)]),
            _changes(sight, "Fails as before, and is told otherwise", [*filter(stays, began)]),
            Table(
                "Coverage", ("status", "repositories", "files judged", "failed", "skipped"), covered
            ),
        ],
    )


def _changes(sight: Sight, title: str, found: Sequence[by_repository.Came]) -> Table:
    rows = [
        (sight.repository(one.repository), sight.to("rules", one.rule), one.why,
         one.findings)
        for one in found
    ]  # fmt: skip
    return Table(title, ("repository", "rule", "why", "findings"), rows)
