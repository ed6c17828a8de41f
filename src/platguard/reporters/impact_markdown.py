"""What a change of the standards does, as Markdown: what one may put into an announcement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.reporters.impact_text import SHOWN, counts, lives, moved, total, turned, where
from platguard.reporters.inert import inert_line
from platguard.reporters.inert_markdown import html_code, plain

if TYPE_CHECKING:
    from platguard.model.impact import Change, Impact, RuleImpact
    from platguard.reporters import Style


def write(impact: Impact, stream: TextIO, style: Style, *, everything: bool = False) -> None:
    """A table of the rules, then for each owner what changes."""
    lines = [*_head(impact), *_table(impact)]
    owners = sorted({change.owner for change in impact.changes})
    for owner in owners:
        own = [change for change in impact.changes if change.owner == owner]
        lines += _owner(owner, own, everything)
    lines += _unread(impact)
    stream.write("\n".join(map(inert_line, lines)) + "\n")


def _head(impact: Impact) -> Iterator[str]:
    yield f"# From {plain(impact.old)} to {plain(impact.new)}"
    yield ""
    of = counted(len(impact.repositories), "repository", "repositories")
    whole = ", every rule taken as enforced" if impact.enforced else ""
    told = "; ".join(total(impact))
    yield f"On {of} as of {impact.as_of}{whole}: {told or 'nothing is judged differently'}."
    yield ""


def _table(impact: Impact) -> Iterator[str]:
    if not impact.rules:
        return
    yield "| rule | what changes | for whom |"
    yield "| --- | --- | --- |"
    several = len(impact.repositories) > 1
    for rule in impact.rules:
        yield _row(rule, several)
    yield ""


def _row(rule: RuleImpact, several: bool) -> str:
    dated = [f"{moved(change)}{plain(where(change, several))}" for change in rule.dates]
    told = "; ".join([*lives(rule), *dated, *counts(rule.changes)])
    owners = ", ".join(f"{name} {sum(found.values())}" for name, found in rule.owners.items())
    return f"| {plain(rule.id)} | {told} | {plain(owners)} |"


def _owner(owner: str, changes: Sequence[Change], everything: bool) -> Iterator[str]:
    yield f"## {plain(owner)}"
    yield ""
    for rule, members in groupby(changes, key=lambda change: change.rule):
        own = [*members]
        for change in own if everything else own[:SHOWN]:
            where = f"{change.repository} {change.path}:{change.line}"
            told = f"{change.message} {change.fix}".rstrip()
            yield f"- {plain(rule)}, {turned(change)}, {html_code(where)}: {plain(told)}"
        if len(own) > SHOWN and not everything:
            yield f"- {plain(rule)}: and {len(own) - SHOWN} more"
    yield ""


def _unread(impact: Impact) -> Iterator[str]:
    faults = [(one.name, error) for one in impact.repositories for error in one.errors]
    if faults:
        yield "## Could not be read, so not judged"
        yield ""
    for name, error in faults:
        where = f"{name} {error.place}"
        yield f"- {html_code(where)}: {plain(error.message)}"
