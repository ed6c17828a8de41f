"""Adopted debt for people: a paragraph that counts; the lines of the baseline are the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.baseline import ADOPTED

if TYPE_CHECKING:
    from platguard.model.baseline import BaselineState, Debt
    from platguard.model.report import Finding, Report
    from platguard.reporters.layout import Layout


def is_debt(finding: Finding) -> bool:
    """Whether the finding is tolerated by a baseline, and so counted and not listed."""
    note = finding.exception
    return finding.outcome == "exempt" and note is not None and note.state == ADOPTED


def debt_lines(layout: Layout, report: Report) -> Iterator[str]:
    """What is tolerated, its trend, what is back and what may be pruned; nothing without debt."""
    if report.debt is not None and tells_of_debt(report, report.debt):
        text = " ".join(sentences(report.debt, _before(report)))
        part = "" if report.target.is_whole else " in what was looked at"
        yield from layout.paragraph(text, lead=[(f"Adopted debt{part}:", "strong")])


def tells_of_debt(report: Report, owed: Debt) -> bool:
    """Whether there is anything to say: of a part that has no debt, the rest may have some."""
    return report.target.is_whole or bool(owed.tolerated or owed.returned)


def sentences(owed: Debt, before: str) -> Iterator[str]:
    """The debt in sentences; `before` names what it is held against."""
    alive = [state for state in owed.baselines if state.days_left >= 0 and state.matches]
    yield f"{counted(owed.tolerated, 'finding')}{_until(alive)}{_trend(owed, before)}."
    if owed.returned:
        over = [state.sunset for state in owed.baselines if state.days_left < 0]
        are = "are" if owed.returned > 1 else "is"
        told = f"{counted(owed.returned, 'finding')} {are} back: tolerated through"
        yield f"{told} {' and '.join(dict.fromkeys(over))}, and not mended."
    if owed.gone:
        verb = "is" if owed.gone == 1 else "are"
        yield f"{counted(owed.gone, 'entry', 'entries')} {verb} gone: platguard adopt --prune."


def _until(alive: Sequence[BaselineState]) -> str:
    """` through 2027-06-30, 220 days left`; of several baselines each with its number."""
    told = [f"through {state.sunset}, {_left(state.days_left)}" for state in alive]
    if len(told) > 1:
        numbers = (state.matches for state in alive)
        told = [f"{number} {text}" for number, text in zip(numbers, told, strict=True)]
        return f" ({'; '.join(told)})"
    return f" {told[0]}" if told else ""


def _left(days: int) -> str:
    return "which is today" if days == 0 else f"{counted(days, 'day')} left"


def _trend(owed: Debt, before: str) -> str:
    if owed.was is None or not before:
        return ""
    if owed.was == owed.tolerated:
        return f"; as many as {before}"
    word = "fewer" if owed.tolerated < owed.was else "more"
    return f"; {abs(owed.was - owed.tolerated)} {word} than {before}"


def _before(report: Report) -> str:
    if report.base:
        return f"on {report.base.name}"
    return "in the earlier report" if report.drift else ""
