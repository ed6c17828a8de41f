"""The first screen of the report: how much was judged, the rates, and what needs somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from platguard.counting import counted

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport, Rate

SOON = 30
"""Days within which what ends is told on the first screen."""


class Card(NamedTuple):
    """One rate."""

    name: str
    rate: Rate
    beside: str
    """What is not among the share; empty for a rate of coverage."""
    trend: Sequence[str]


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
        yield Card(one.name, one.rate, beside, _trend(one.month, one.quarter))
    cover = report.coverage
    yield Card("Judged in full", cover.repositories, "", ())
    beside = f"beside: {cover.skipped:,} skipped, {cover.unrendered:,} with open templates"
    yield Card("Files read", cover.files, beside, ())


def attention(report: OrganisationReport) -> Iterator[Attention]:
    """What does not wait."""
    missing = report.coverage.not_judged
    if missing:
        told = f"{counted(len(missing), 'repository', 'repositories')} could not be judged in full."
        yield Attention("incomplete", told, "not-judged", "which and why")
    for one in report.usage:
        if one.services:
            state = "fail" if one.in_time is False else "warning"
            told = one.texts.get("monitor", f"{one.services} services still use {one.rule}.")
            if one.in_time is False:
                told += f" At this pace the last one is gone on {one.zero_on}, after its end."
            yield Attention(state, told, "ending", "who and how fast")
    ends = [one for one in report.exceptions.rows if _ends_soon(one.age, one.days_left)]
    if ends:
        told = f"{counted(len(ends), 'exception')} in force: the last day is within {SOON} days."
        yield Attention("expiring", told, "exceptions", "which")
    leaders = [one for one in report.exceptions.rows if one.for_leadership]
    if leaders:
        told = f"{counted(len(leaders), 'exception')} renewed for longer than four years:"
        yield Attention("warning", f"{told} for the leadership.", "exceptions", "which")
    days = [one for one in report.calendar if one.kind != "exception" and one.days_left <= SOON]
    for day in days:
        yield Attention("soon", f"In {day.days_left} days: {day.told}.", "exceptions", "calendar")
    if report.inconsistencies:
        told = f"{counted(len(report.inconsistencies), 'given number')} cannot be true."
        yield Attention("warning", told, "inconsistencies", "which")


def _ends_soon(age: str, days_left: int | None) -> bool:
    return bool(age) and days_left is not None and 0 <= days_left <= SOON


def _trend(month: Decimal | None, quarter: Decimal | None) -> list[str]:
    told = [
        f"{'↑' if points > 0 else '↓'} {points:+} points in a {length}"
        if points
        else f"→ unchanged in a {length}"
        for length, points in (("month", month), ("quarter", quarter))
        if points is not None
    ]
    return told or ["no earlier day to compare with"]
