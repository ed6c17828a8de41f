"""The first screen of the report: how much was judged, the rates, and what needs somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from platguard.audit.numbers import rate
from platguard.audit.progress import untold
from platguard.counting import counted
from platguard.model.policy_exception import IN_FORCE

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport, Rate, RegisterRow

SOON = 30
"""Days within which what ends is told on the first screen."""
_NAMED = 5
"""Ids that are told of a kind of exceptions."""


class Card(NamedTuple):
    """One rate."""

    name: str
    rate: Rate
    beside: str
    """What is not among the share; empty for a rate of coverage."""
    trend: Sequence[str]


class Answer(NamedTuple):
    """Whether it gets better, since a day."""

    verdict: str
    text: str


class Attention(NamedTuple):
    """Something that somebody should look at, and where it stands."""

    state: str
    text: str
    section: str
    link: str


def cards(report: OrganisationReport) -> Iterator[Card]:
    """The rates, with coverage among them: what was not judged is not told by any other."""
    for one in report.headlines:
        beside = f"beside: {one.exempt:,} exempt, {one.unknown:,} unknown"
        if one.apart:
            beside += f", {one.apart:,} to which no rule applies"
        yield Card(one.name, one.rate, beside, _trend(one.month, one.quarter) or [untold(report)])
    cover = report.coverage
    archived = f"beside: {len(cover.archived):,} archived" if cover.archived else ""
    yield Card("Judged in full", cover.repositories, archived, ())
    beside = f"beside: {cover.skipped:,} skipped, {cover.unrendered:,} with open templates"
    yield Card("Files read", cover.files, beside, ())


def better(report: OrganisationReport) -> Iterator[Answer]:
    """Whether it gets better, over the longer time first."""
    for one in report.progress:
        yield Answer(one.verdict, f"since {one.since}: {one.told}")


def meant(report: OrganisationReport) -> str:
    """What the rates are of, with one that does not fall to nothing for a single failure."""
    told = "A repository complies when none of the rules that apply to it fails, and one passes;"
    told += " a team when all of its repositories do."
    if report.enforced and report.enforced.percent is not None:
        number = f"{report.enforced.part:,} of {report.enforced.whole:,}"
        told += f" A note counts as well: {number} repositories have no error and no warning."
    rows = report.matrix.rows
    whole = sum(row.rules.whole for row in rows)
    if not whole:
        return told
    met = rate("rules", sum(row.rules.part for row in rows), whole)
    of = "services" if report.matrix.by == "service" else "repositories"
    return (
        f"{told} Of the rules that apply, all {of} together meet {met.percent}%"
        f" ({met.part:,} of {met.whole:,}, each counted once for each of the {of})."
    )


def attention(report: OrganisationReport) -> Iterator[Attention]:
    """What does not wait."""
    if report.scanned and report.scanned.late:
        yield Attention("late", report.scanned.told, "not-judged", "what could be judged")
    if report.critical:
        number = sum(report.critical.values())
        named = ", ".join(f"{rule} {findings:,}" for rule, findings in report.critical.items())
        told = f"{counted(number, 'finding')} of critical rules, without notes: {named}."
        yield Attention("critical", told, "findings", "where")
    missing = report.coverage.not_judged
    if missing:
        found = sorted(Counter(one.status for one in missing).items())
        told = f"{counted(len(missing), 'repository', 'repositories')} not judged in full:"
        told += f" {', '.join(f'{number} {status}' for status, number in found)}."
        yield Attention("incomplete", told, "not-judged", "which and why")
    for use in report.usage:
        if use.places > use.exempt:
            falls = use.zero_on is not None or len(use.series) < 2
            is_over = use.ends_on is not None and use.ends_on <= report.as_of
            state = "late" if is_over or use.in_time is False or not falls else "soon"
            yield Attention(state, f"{use.name}: {use.outlook}", "ending", "whose, and how fast")
    yield from _exceptions(report)
    days = [one for one in report.calendar if one.kind != "exception" and one.days_left <= SOON]
    for day in days:
        yield Attention("soon", f"In {day.days_left} days: {day.told}.", "exceptions", "calendar")
    if report.inconsistencies:
        told = f"{counted(len(report.inconsistencies), 'given number')} cannot be true."
        yield Attention("warning", told, "inconsistencies", "which")


def _exceptions(report: OrganisationReport) -> Iterator[Attention]:
    """Those that end, that wait for somebody, and that nobody needs."""
    rows = report.exceptions.rows
    unknown = [one.repository for one in report.coverage.not_judged]
    kinds: list[tuple[str, str, Callable[[RegisterRow], bool]]] = [
        ("expiring", f"in force whose last day is within {SOON} days",
         lambda one: _ends_soon(one.age, one.days_left)),
        ("requested", "waiting for an approval, covering nothing until then",
         lambda one: one.state == "requested"),
        ("invalid", "invalid, and covering nothing", lambda one: one.state == "invalid"),
        ("warning", "in force that cover no finding any more",
         lambda one: one.state in IN_FORCE and not one.matches and not _may_be(one, unknown)),
        ("warning", "renewed for longer than four years, for the leadership",
         lambda one: one.for_leadership),
    ]  # fmt: skip
    for state, what, belongs in kinds:
        if found := [one for one in rows if belongs(one)]:
            names = ", ".join(one.id for one in found[:_NAMED])
            names += f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            told = f"{counted(len(found), 'exception')} {what}: {names}."
            yield Attention(state, told, "exceptions", "register")


def _may_be(row: RegisterRow, unknown: Sequence[str]) -> bool:
    """Whether an exception may cover something in repositories of which not all is known."""
    return any(fnmatchcase(name, glob) for name in unknown for glob in row.scope or ("*",))


def _ends_soon(age: str, days_left: int | None) -> bool:
    return bool(age) and days_left is not None and 0 <= days_left <= SOON


def _trend(month: Decimal | None, quarter: Decimal | None) -> list[str]:
    return [
        f"{'↑' if points > 0 else '↓'} {points:+} points in a {length}"
        if points
        else f"→ unchanged in a {length}"
        for length, points in (("month", month), ("quarter", quarter))
        if points is not None
    ]
