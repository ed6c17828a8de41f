"""The agenda for people: what happens when, what it turns, for whom, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.agenda import change, headline, message, summary_lines
from platguard.model.standard import LEVELS
from platguard.reporters import unreadable
from platguard.reporters.findings import place
from platguard.reporters.layout import Layout, write_sections

if TYPE_CHECKING:
    from platguard.agenda import Agenda, Event, Turn
    from platguard.model.report import ReportError
    from platguard.reporters import Style


def write(agenda: Agenda, stream: TextIO, style: Style) -> None:
    """Writes the events in order, what could not be read and the sum last."""
    layout = Layout(style.width, style.colour)
    name = f"Agenda of {agenda.repository}, after {agenda.first} through {agenda.last}"
    sections = [
        [layout.line(name, "strong")],
        *(list(_event(layout, event)) for event in agenda.events),
        list(_failed(layout, unreadable(agenda.today))),
        list(_notices(layout, agenda.today.notices)),
        [layout.line(text) for text in summary_lines(agenda)],
    ]
    write_sections(sections, stream)


def _event(layout: Layout, event: Event) -> Iterator[str]:
    told = headline(event).removeprefix(event.subject).lstrip()
    yield from layout.paragraph(told, lead=[(event.subject, _ink(event.turns))])
    if event.advice:
        yield from layout.paragraph(event.advice, indent=2, hang=2)
    for owner, turns in event.by_owner().items():
        yield layout.line(f"  for {owner or 'nobody named'}", "strong")
        for turn in turns:
            yield from _turn(layout, turn, event)


def _turn(layout: Layout, turn: Turn, event: Event) -> Iterator[str]:
    found = turn.finding
    rule = "" if found.rule == event.rule else f"[{found.rule}]"
    lead = [(f"{place(found)}:", ""), (f"{change(turn)}{rule}", _ink([turn]))]
    yield from layout.paragraph(message(turn), lead=lead, indent=4, hang=8)
    if turn.after and turn.after.fix and turn.after.outcome in ("fail", "pass"):
        yield from layout.paragraph(turn.after.fix, lead=[("fix", "quiet")], indent=8, hang=12)


def _ink(turns: Sequence[Turn]) -> str:
    """The colour of the worst that comes."""
    worse = {turn.after.level for turn in turns if turn.after and turn.after.outcome == "fail"}
    return next((level for level in LEVELS if level in worse), "strong")


def _failed(layout: Layout, errors: Sequence[ReportError]) -> Iterator[str]:
    if errors:
        yield layout.line("Could not be read, so nothing is known of them", "error")
    for error in errors:
        yield from layout.paragraph(error.message, lead=[(f"{error.place}:", "")])


def _notices(layout: Layout, notices: Sequence[str]) -> Iterator[str]:
    if notices:
        yield layout.line("Conditions of this agenda", "strong")
    for notice in notices:
        yield from layout.paragraph(notice, indent=2, hang=6)
