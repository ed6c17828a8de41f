"""Lines for people: wrapped at a width, coloured where the stream shows it, always inert."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TextIO

from platguard.records import dataclass
from platguard.reporters.inert import inert, inert_line

_COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "soon": "1;35",
    "good": "1;32",
    "strong": "1",
    "quiet": "2",
}
_NARROWEST = 40
_ROOM = 24
"""Columns that text needs beside its lead; with fewer, it starts on the next line."""

Lead = Sequence[tuple[str, str]]
"""What stands before a text and is never wrapped: words, each with its ink or an empty string."""


def write_sections(sections: Sequence[Sequence[str]], stream: TextIO) -> None:
    """Writes lines with an empty one between sections; a section without lines is left out."""
    stream.write("\n\n".join("\n".join(lines) for lines in sections if lines) + "\n")


@dataclass(frozen=True, slots=True)
class Layout:
    """Makes the lines of a report. What it is given may hold anything."""

    width: int
    colour: bool

    def paint(self, text: str, ink: str) -> str:
        """`text`, which must be inert, in a colour of its own."""
        return f"\x1b[{_COLOURS[ink]}m{text}\x1b[0m" if self.colour and ink else text

    def line(self, text: str, ink: str = "", *, lead: str = "", lead_ink: str = "") -> str:
        """One line that is never wrapped."""
        before = f"{self.paint(inert_line(inert(lead)), lead_ink)} " if lead else ""
        return before + self.paint(inert_line(inert(text)), ink)

    def paragraph(self, text: str, *, lead: Lead = (), indent: int = 0, hang: int = 4) -> list[str]:
        """`text` behind its lead, wrapped; lines after the first are indented by `hang`."""
        words = [(inert_line(inert(word)), ink) for word, ink in lead]
        plain = " " * indent + "".join(f"{word} " for word, _ in words)
        painted = " " * indent + "".join(f"{self.paint(word, ink)} " for word, ink in words)
        width = max(self.width, _NARROWEST)
        apart = bool(words) and len(plain) + _ROOM > width
        lines = [
            inert_line(line)
            for line in wrap(
                inert(text),
                width,
                initial_indent=" " * hang if apart else plain,
                subsequent_indent=" " * hang,
                break_long_words=False,
                break_on_hyphens=False,
            )
        ]
        if apart or not lines:
            return [painted.rstrip(), *lines]
        return [painted + lines[0][len(plain) :], *lines[1:]]
