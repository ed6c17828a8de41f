"""What a change of the standards does, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.model.impact import CHANGES, by_kind
from platguard.reporters.layout import Layout

if TYPE_CHECKING:
    from platguard.model.impact import Change, Impact, Judged, RuleImpact
    from platguard.reporters import Style

SHOWN = 5
"""Changes of one rule that stand for the others, unless all are asked for."""
_INKS = {"fails": "error", "draft": "soon", "passes": "good", "lifted": "good"}


def write(impact: Impact, stream: TextIO, style: Style, *, everything: bool = False) -> None:
    """A summary line for each rule, then what changes; the numbers last."""
    layout = Layout(style.width, style.colour)
    several = len(impact.repositories) > 1
    sections = [
        layout.paragraph(_title(impact)),
        [line for rule in impact.rules for line in _rule_line(layout, rule)],
        *(_changes(layout, rule, impact, several, everything) for rule in impact.rules),
        list(_unread(layout, impact.repositories, several)),
        list(_end(layout, impact)),
    ]
    stream.write("\n\n".join("\n".join(lines) for lines in sections if lines) + "\n")


def _title(impact: Impact) -> str:
    of = counted(len(impact.repositories), "repository", "repositories")
    whole = ", every rule taken as enforced" if impact.enforced else ""
    return f"{impact.old} -> {impact.new}, on {of} as of {impact.as_of}{whole}"


def _rule_line(layout: Layout, rule: RuleImpact) -> Iterator[str]:
    told = [*lives(rule), *counts(rule.changes)]
    owners = ", ".join(f"{name} {sum(n.values())}" for name, n in rule.owners.items())
    text = "; ".join(told or ["nothing here is judged differently"])
    whose = f" ({owners})" if owners else ""
    yield from layout.paragraph(f"{text}{whose}", lead=[(f"{rule.id}:", "strong")])


def lives(rule: RuleImpact) -> list[str]:
    """Where the rule stands in both editions, in words."""
    named = [f"renamed from {rule.formerly}"] if rule.formerly else []
    return [*named, *(f"{was} -> {becomes}" for was, becomes in rule.lives)]


def _changes(
    layout: Layout, rule: RuleImpact, impact: Impact, several: bool, everything: bool
) -> list[str]:
    own = [change for change in impact.changes if change.rule == rule.id]
    if not own:
        return []
    lines = [layout.line(f"{rule.id}: {rule.title}", "strong")]
    for change in own if everything else own[:SHOWN]:
        where = f"{change.path}:{change.line}:{change.column}:"
        whose = f"{change.repository} " if several else ""
        lead = [(f"{whose}{where}", ""), (f"{turned(change)}:", _INKS.get(change.kind, "quiet"))]
        lines += layout.paragraph(change.message, lead=lead, indent=2, hang=6)
    rest = len(own) - SHOWN
    if rest > 0 and not everything:
        lines.append(layout.line(f"  and {rest} more, which --all shows", "quiet"))
    return lines


def turned(change: Change) -> str:
    """What the change is: `passes -> error`."""
    if change.kind == "draft":
        return f"draft, would be {change.becomes}"
    return f"{change.was} -> {change.becomes}"


def _unread(layout: Layout, repositories: Sequence[Judged], several: bool) -> Iterator[str]:
    faults = [(one.name, error) for one in repositories for error in one.errors]
    if faults:
        yield layout.line("Could not be read, so not judged", "error")
    for name, error in faults:
        whose = f"{name} " if several else ""
        yield layout.line(f"{whose}{error.path}:{error.line}:{error.column}: {error.message}")


def _end(layout: Layout, impact: Impact) -> Iterator[str]:
    judged = sum(one.judged for one in impact.repositories)
    discovered = sum(one.discovered for one in impact.repositories)
    yield from layout.paragraph(f"Judged {judged} of {counted(discovered, 'file')} under both.")
    told = counts(by_kind(impact.changes))
    incomplete = any(one.errors for one in impact.repositories)
    lead = "Incomplete:" if incomplete else "Impact:" if judged else "Nothing was judged:"
    ink = "error" if incomplete else "strong"
    yield from layout.paragraph(f"{'; '.join(told or ['none'])}.", lead=[(lead, ink)])


def counts(changes: Mapping[str, int]) -> list[str]:
    """`2 newly fail`, for each kind."""
    return [counted(number, *CHANGES[kind]) for kind, number in changes.items()]
