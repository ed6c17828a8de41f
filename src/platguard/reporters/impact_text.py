"""What a change of the standards does, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard import dates
from platguard.counting import counted
from platguard.model.impact import CHANGES, DATES, by_kind
from platguard.reporters.layout import Layout, write_sections

if TYPE_CHECKING:
    from platguard.model.impact import Change, DateChange, Impact, Judged, RuleImpact
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
        [line for rule in impact.rules for line in _rule_line(layout, rule, several)],
        *(_changes(layout, rule, impact, several, everything) for rule in impact.rules),
        list(_unread(layout, impact.repositories, several)),
        list(_end(layout, impact)),
    ]
    write_sections(sections, stream)


def _title(impact: Impact) -> str:
    of = counted(len(impact.repositories), "repository", "repositories")
    whole = ", every rule taken as enforced" if impact.enforced else ""
    return f"{impact.old} -> {impact.new}, on {of} as of {impact.as_of}{whole}"


def _rule_line(layout: Layout, rule: RuleImpact, several: bool) -> Iterator[str]:
    dated = [f"{moved(change)}{where(change, several)}" for change in rule.dates]
    told = [*lives(rule), *dated, *counts(rule.changes)]
    owners = ", ".join(f"{name} {sum(n.values())}" for name, n in rule.owners.items())
    text = "; ".join(told)
    whose = f" ({owners})" if owners else ""
    yield from layout.paragraph(f"{text}{whose}", lead=[(f"{rule.id}:", "strong")])


def lives(rule: RuleImpact) -> list[str]:
    """Where the rule stands in both editions, in words."""
    named = [f"renamed from {rule.formerly}"] if rule.formerly else []
    return [*named, *(f"{was} -> {becomes}" for was, becomes in rule.lives)]


def moved(change: DateChange) -> str:
    """`enforced from 2027-03-24 -> 2027-03-23, 1 day earlier, for 3 findings`."""
    whose = f"revision {change.revision} " if change.revision else ""
    was, becomes = change.was or "no date", change.becomes or "no date"
    told = f"{whose}{DATES[change.name]} {was} -> {becomes}"
    if change.was and change.becomes:
        days = dates.days_between(change.was, change.becomes)
        told += f", {dates.count_days(abs(days))} {'later' if days > 0 else 'earlier'}"
    return f"{told}, for {counted(change.findings, 'finding')}"


def where(change: DateChange, several: bool) -> str:
    """` in shop, ledger`: of several repositories they are named, because waves may differ."""
    return f" in {', '.join(change.repositories)}" if several else ""


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
    later = f", {change.draft} once the draft is enforced" if change.draft else ""
    return f"{change.was} -> {change.becomes}{later}"


def _unread(layout: Layout, repositories: Sequence[Judged], several: bool) -> Iterator[str]:
    faults = [(one.name, error) for one in repositories for error in one.errors]
    if faults:
        yield layout.line("Could not be read, so not judged", "error")
    for name, error in faults:
        whose = f"{name} " if several else ""
        yield from layout.paragraph(error.message, lead=[(f"{whose}{error.place}:", "")])


def _end(layout: Layout, impact: Impact) -> Iterator[str]:
    judged = sum(one.judged for one in impact.repositories)
    discovered = sum(one.discovered for one in impact.repositories)
    yield from layout.paragraph(f"Judged {judged} of {counted(discovered, 'file')} under both.")
    told = total(impact)
    incomplete = any(one.errors for one in impact.repositories)
    lead = "Incomplete:" if incomplete else "Impact:" if judged else "Nothing was judged:"
    ink = "error" if incomplete else "strong"
    nothing = "no change in what was read" if incomplete else "none"
    yield from layout.paragraph(f"{'; '.join(told or [nothing])}.", lead=[(lead, ink)])


def total(impact: Impact) -> list[str]:
    """What all of it comes to; empty for nothing."""
    dated = sum(bool(rule.dates) for rule in impact.rules)
    told = [counted(dated, "rule has other dates", "rules have other dates")] if dated else []
    return [*counts(by_kind(impact.changes)), *told]


def counts(changes: Mapping[str, int]) -> list[str]:
    """`2 newly fail`, for each kind."""
    return [counted(number, *CHANGES[kind]) for kind, number in changes.items()]
