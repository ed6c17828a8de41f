"""The agenda as a Markdown table that a team can paste; what a repository says stays text in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.agenda import effects, summary_lines, what, when
from platguard.reporters import unreadable
from platguard.reporters.findings import place
from platguard.reporters.inert_markdown import html_code, plain

if TYPE_CHECKING:
    from platguard.agenda import Agenda, Event, Turn
    from platguard.reporters import Style

_SOME = 5
"""Places that a cell names; of more, it tells how many."""


def write(agenda: Agenda, stream: TextIO, style: Style) -> None:
    """Writes a row for each event and owner, and the sum below."""
    stream.write("\n".join(_lines(agenda)) + "\n")


def _lines(agenda: Agenda) -> Iterator[str]:
    name = html_code(agenda.repository)
    yield f"**Agenda of {name}, after {agenda.first} through {agenda.last}**"
    yield ""
    if agenda.events:
        yield "| date | what | owner | findings | where |"
        yield "| --- | --- | --- | --- | --- |"
    for event in agenda.events:
        yield from _rows(event)
    if agenda.events:
        yield ""
    failed = unreadable(agenda.today)
    if failed:
        places = ", ".join(html_code(path) for path in sorted({error.path for error in failed}))
        yield f"Could not be read, so nothing is known of them: {places}."
    yield from summary_lines(agenda)


def _rows(event: Event) -> Iterator[str]:
    owners: dict[str, Sequence[Turn]] = {**event.by_owner()} or {event.owner: ()}
    for owner, turns in owners.items():
        told = f"{plain(what(event))}, {when(event)}"
        cells = (f"{event.day}", told, html_code(owner), effects(turns), _places(turns))
        yield f"| {' | '.join(cells)} |"


def _places(turns: Sequence[Turn]) -> str:
    told = list(dict.fromkeys(place(turn.finding) for turn in turns))
    rest = len(told) - _SOME
    named = ", ".join(html_code(text) for text in told[:_SOME])
    return f"{named} and {rest} more" if rest > 0 else named
