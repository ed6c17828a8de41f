"""What checking an export came to, for people: what is wrong by name, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.model.evidence import DIFFERS, SAME
from platguard.reporters.layout import Layout, write_sections

if TYPE_CHECKING:
    from platguard.model.evidence import Verification
    from platguard.reporters import Style

SHOWN = 20
"""Differences that are shown of one repository; JSON has them all."""
_INKS = {SAME: "good", DIFFERS: "error"}


def write(found: Verification, stream: TextIO, style: Style) -> None:
    """Writes it."""
    layout = Layout(style.width, style.colour)
    sections = [
        list(_files(layout, found)),
        *_differences(layout, found),
        list(_absent(layout, found)),
        list(_envelopes(layout, found)),
        list(_end(layout, found)),
    ]
    write_sections(sections, stream)


def _files(layout: Layout, found: Verification) -> Iterator[str]:
    if found.files:
        yield layout.line("Files that are not as the statement says", "strong")
    for one in found.files:
        yield from layout.paragraph(one.path, lead=[(f"{one.fault}:", "error")], indent=2, hang=6)


def _differences(layout: Layout, found: Verification) -> Iterator[list[str]]:
    for name, group in groupby(found.differences, lambda one: one.repository):
        told = list(group)
        lines = [layout.line(f"Differs: {name or 'the export'}", "strong")]
        for one in told[:SHOWN]:
            lead = [(f"[{one.rule}]", "")] if one.rule else []
            lines += layout.paragraph(one.message, lead=lead, indent=2, hang=6)
        if len(told) > SHOWN:
            lines.append(layout.line(f"  and {len(told) - SHOWN} more; --format json has them all"))
        yield lines


def _absent(layout: Layout, found: Verification) -> Iterator[str]:
    if found.absent:
        yield layout.line("Could not be judged again", "strong")
    for one in found.absent:
        lead = [(f"{one.repository}:", "")]
        yield from layout.paragraph(one.reason, lead=lead, indent=2, hang=6)


def _envelopes(layout: Layout, found: Verification) -> Iterator[str]:
    if found.envelopes:
        yield layout.line("Said to be signed; the tool that signed tells whether it is", "strong")
    for one in found.envelopes:
        keys = ", ".join(key or "a key without a name" for key in one.keys)
        yield from layout.paragraph(f"by {keys}", lead=[(f"{one.path}:", "")], indent=2, hang=6)


def _end(layout: Layout, found: Verification) -> Iterator[str]:
    for cause in found.causes:
        yield from layout.paragraph(f"{cause}.", lead=[("Note:", "note")], hang=2)
    ink = _INKS.get(found.verdict, "warning")
    if found.files:
        told = "nothing was judged again, because it would be by other files."
        yield from layout.paragraph(told, lead=[(f"{found.verdict}:", ink)], hang=2)
        return
    judged = counted(found.repositories, "repository", "repositories")
    told = f"{found.again} of {judged} judged again as of {found.as_of}; the statement says"
    told += f" {found.result}"
    if found.unjudged:
        told += f"; {found.unjudged} could not be judged when the export was made"
    yield from layout.paragraph(f"{told}.", lead=[(f"{found.verdict}:", ink)], hang=2)
