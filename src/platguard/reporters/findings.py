"""Findings for people: those that say the same stand together and are explained once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.reporters import exception_text
from platguard.reporters.drift_text import drift_word

if TYPE_CHECKING:
    from platguard.model.report import Finding
    from platguard.reporters.layout import Layout

_MANY = 4
"""From so many equal messages on, one block holds them all, whatever file they are in."""


def blocks(layout: Layout, findings: Sequence[Finding]) -> Iterator[list[str]]:
    """The lines of each block, in order of its first finding."""
    for members in _grouped(findings):
        yield [*_headlines(layout, members), *_advice_lines(layout, members[0])]


def place(finding: Finding) -> str:
    """`path:line:column`, as editors and terminals recognise it."""
    return f"{finding.path}:{finding.line}:{finding.column}"


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule in one file with one advice; equal ones of many files as well."""
    equal = Counter(_saying(finding) for finding in findings)
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        saying = _saying(finding)
        near = (finding.path, _ink(finding), finding.rule, _advice(finding))
        groups.setdefault(saying if equal[saying] >= _MANY else near, []).append(finding)
    return list(groups.values())


def _saying(finding: Finding) -> Hashable:
    return (_ink(finding), finding.rule, drift_word(finding), finding.message, _advice(finding))


def _ink(finding: Finding) -> str:
    """The word for what the finding does today, which is also the name of its colour."""
    return "soon" if finding.outcome == "pass" else finding.level


def _headlines(layout: Layout, members: Sequence[Finding]) -> Iterator[str]:
    told = ""
    for finding in members:
        ink = _ink(finding)
        lead = [(f"{place(finding)}:", "strong"), (f"{ink}[{finding.rule}]", ink)]
        word = drift_word(finding)
        message = f"({word}) {finding.message}" if word else finding.message
        yield from layout.paragraph("the same" if message == told else message, lead=lead)
        told = message


def asked_for_help(finding: Finding) -> Sequence[str]:
    """Who helps, by which channel, and the guide. An owner whom no channel reaches helps nobody."""
    who = (finding.owner, finding.contact) if finding.contact else ()
    return [told for told in (*who, finding.guide) if told]


def _advice(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What to do, what is asked for, until when and whom to ask: (label, text)."""
    lifecycle, exception = finding.lifecycle, finding.exception
    asked = ", ".join(asked_for_help(finding))
    told = (
        ("fix", finding.fix),
        ("rule", f"{finding.title} ({finding.standard}, {lifecycle.state})"),
        ("when", lifecycle.told),
        ("but", exception_text(exception) if exception else ""),
        ("help", asked),
    )
    return tuple((label, text) for label, text in told if text)


def _advice_lines(layout: Layout, finding: Finding) -> Iterator[str]:
    for label, text in _advice(finding):
        yield from layout.paragraph(text, lead=[(f"{label:4}", "quiet")], indent=4, hang=9)
