"""What a change of the standards does, as Markdown: what one may put into an announcement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from platguard.reporters.impact import SHOWN, counted, counts, lives, totals, turned
from platguard.reporters.inert import inert, inert_line

if TYPE_CHECKING:
    from platguard.model.impact import Change, Impact, RuleImpact
    from platguard.reporters import Style

_MARKS = re.compile(r"[\\`*_\[\]<>|~&]")
_MENTION = re.compile(r"@(?=\w)")


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
    yield f"# From {_plain(impact.old)} to {_plain(impact.new)}"
    yield ""
    of = counted(len(impact.repositories), "repository", "repositories")
    whole = ", every rule taken as enforced" if impact.enforced else ""
    told = "; ".join(counts(totals(impact)))
    yield f"On {of} as of {impact.as_of}{whole}: {told or 'nothing is judged differently'}."
    yield ""


def _table(impact: Impact) -> Iterator[str]:
    if not impact.rules:
        return
    yield "| rule | what changes | for whom |"
    yield "| --- | --- | --- |"
    for rule in impact.rules:
        yield _row(rule)
    yield ""


def _row(rule: RuleImpact) -> str:
    told = "; ".join([*lives(rule), *counts(rule.changes)])
    owners = ", ".join(f"{name} {sum(found.values())}" for name, found in rule.owners.items())
    return f"| {_plain(rule.id)} | {_plain(told)} | {_plain(owners)} |"


def _owner(owner: str, changes: Sequence[Change], everything: bool) -> Iterator[str]:
    yield f"## {_plain(owner)}"
    yield ""
    for rule, members in groupby(changes, key=lambda change: change.rule):
        own = [*members]
        for change in own if everything else own[:SHOWN]:
            where = f"{change.repository} {change.path}:{change.line}"
            told = f"{change.message} {change.fix}".rstrip()
            yield f"- {_plain(f'{rule}, {turned(change)}, {where}: {told}')}"
        if len(own) > SHOWN and not everything:
            yield f"- {_plain(rule)}: and {len(own) - SHOWN} more"
    yield ""


def _unread(impact: Impact) -> Iterator[str]:
    faults = [(one.name, error) for one in impact.repositories for error in one.errors]
    if faults:
        yield "## Could not be read, so not judged"
        yield ""
    for name, error in faults:
        where = f"{name} {error.path}:{error.line}:{error.column}"
        yield f"- {_plain(where)}: {_plain(error.message)}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, and in which nobody is called by name."""
    marked = _MARKS.sub(r"\\\g<0>", inert(text))
    return _MENTION.sub("@<!-- -->", marked)
