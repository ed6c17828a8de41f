"""The agenda as a Markdown table that a team can paste; what a repository says stays text in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.agenda import effects, summary_lines, what, when
from platguard.reporters import unreadable
from platguard.reporters.findings import place
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.agenda import Agenda, Event, Turn
    from platguard.reporters import Style

_SOME = 5
"""Places that a cell names; of more, it tells how many."""
# Entities are never markup, wherever they stand (CommonMark 2.5); a dot or colon may make a link.
_MARKUP = re.compile(r"[^\w\s,./-]|_|(?<=www)\.", re.IGNORECASE | re.ASCII)


def write(agenda: Agenda, stream: TextIO, style: Style) -> None:
    """Writes a row for each event and owner, and the sum below."""
    stream.write("\n".join(_lines(agenda)) + "\n")


def _lines(agenda: Agenda) -> Iterator[str]:
    yield f"**Agenda of {_code(agenda.repository)}, after {agenda.first} through {agenda.last}**"
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
        places = ", ".join(_code(path) for path in sorted({error.path for error in failed}))
        yield f"Could not be read, so nothing is known of them: {places}."
    yield from summary_lines(agenda)


def _rows(event: Event) -> Iterator[str]:
    owners: dict[str, Sequence[Turn]] = {**event.by_owner()} or {event.owner: ()}
    for owner, turns in owners.items():
        told = f"{_plain(what(event))}, {when(event)}"
        cells = (f"{event.day}", told, _code(owner), effects(turns), _places(turns))
        yield f"| {' | '.join(cells)} |"


def _places(turns: Sequence[Turn]) -> str:
    told = list(dict.fromkeys(place(turn.finding) for turn in turns))
    rest = len(told) - _SOME
    named = ", ".join(_code(text) for text in told[:_SOME])
    return f"{named} and {rest} more" if rest > 0 else named


def _code(text: str) -> str:
    """Text that renderers also leave alone afterwards: no name in it is called."""
    return f"<code>{_plain(text)}</code>" if text else ""


def _plain(text: str) -> str:
    """Text of which nothing is markup."""
    return _MARKUP.sub(_entity, inert(text))


def _entity(found: re.Match[str]) -> str:
    character = found[0]
    return f"&#{ord(character)};" if character.isascii() else character
