"""The scan of an organisation for people: what was not judged by name, then the worst, then the
numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.model.organisation import (
    EMPTY,
    FAILED,
    INCOMPLETE,
    JUDGED,
    MISSING,
    QUARANTINED,
)
from platguard.reporters.layout import Layout, Lead, write_sections
from platguard.reporters.verdict import VERDICTS

if TYPE_CHECKING:
    from platguard.model.organisation_scan import OrganisationScan, RepositoryLine
    from platguard.reporters import Style

SHOWN = 10
"""Rules and repositories that are shown as the worst."""
_HEADS = {
    QUARANTINED: "In quarantine, so not judged; --retry-quarantined tries again",
    FAILED: "Could not be judged",
    MISSING: "Not there",
    INCOMPLETE: "Judged in part",
    EMPTY: "Nothing to judge",
}
_BY_EXIT = {0: "Passed", 1: "Failed", 3: "Incomplete", 4: "Nothing was judged"}


def write(scan: OrganisationScan, stream: TextIO, style: Style, history: str = "") -> None:
    """Writes the scan; `history` is where it was recorded."""
    layout = Layout(style.width, style.colour)
    sections = [
        *(_unjudged(layout, head, _with(scan, status)) for status, head in _HEADS.items()),
        list(_worst_rules(layout, scan)),
        list(_worst_repositories(layout, scan)),
        list(_register(layout, scan)),
        [line for notice in scan.notices for line in layout.paragraph(notice)],
        list(_end(layout, scan, history)),
    ]
    write_sections(sections, stream)


def _with(scan: OrganisationScan, status: str) -> list[RepositoryLine]:
    return [line for line in scan.repositories if line.status == status]


def _unjudged(layout: Layout, head: str, lines: Sequence[RepositoryLine]) -> list[str]:
    if not lines:
        return []
    told = [layout.line(f"{head}: {counted(len(lines), 'repository', 'repositories')}", "strong")]
    for line in lines:
        told += layout.paragraph(line.reason, lead=[(f"{line.name}:", "")], indent=2, hang=6)
    return told


def _worst_rules(layout: Layout, scan: OrganisationScan) -> Iterator[str]:
    failing = [rule for rule in scan.rules if rule.failing]
    failing.sort(key=lambda rule: (-rule.failing, -rule.fail, rule.id))
    told = [
        (
            [(f"{rule.id}:", "")],
            f"{rule.failing} of {counted(rule.repositories, 'repository', 'repositories')},"
            f" {rate_of(rule.passed, rule.fail)}{beside_of(rule.exempt, rule.unknown)}",
        )
        for rule in failing[:SHOWN]
    ]
    yield from _listed(layout, "Rules that most repositories fail", told, len(failing))


def _worst_repositories(layout: Layout, scan: OrganisationScan) -> Iterator[str]:
    failing = [line for line in scan.repositories if line.outcomes["fail"]]
    failing.sort(key=lambda line: (*(-number for number in line.levels.values()), line.name))
    told = [
        (
            [(f"{line.name}:", "")],
            f"{_levels(line.levels)}; {rate_of(line.outcomes['pass'], line.outcomes['fail'])}"
            f"{beside_of(line.outcomes['exempt'], line.outcomes['unknown'])}",
        )
        for line in failing[:SHOWN]
    ]
    yield from _listed(layout, "Repositories with the most to mend", told, len(failing))


def _register(layout: Layout, scan: OrganisationScan) -> Iterator[str]:
    told = []
    for line in scan.about_register[:SHOWN]:
        where = f"{line.path}:{line.line}" if line.line else line.path
        lead = [(f"{where}:", ""), (f"{line.level}[{line.rule}]", line.level)]
        told.append((lead, line.message))
    yield from _listed(layout, "The register and the tables", told, len(scan.about_register))


def _listed(
    layout: Layout, head: str, told: Sequence[tuple[Lead, str]], number: int
) -> Iterator[str]:
    """The first of so many, each behind its lead; nothing at all for none."""
    if told:
        yield layout.line(head, "strong")
    for lead, text in told:
        yield from layout.paragraph(text, lead=lead, indent=2, hang=6)
    if number > len(told):
        yield layout.line(f"  and {number - len(told)} more, which --format json has", "quiet")


def _levels(levels: Mapping[str, int]) -> str:
    """`2 errors, 1 note`; empty for nothing."""
    return ", ".join(counted(number, level) for level, number in levels.items() if number)


def rate_of(passed: int, failed: int) -> str:
    """`92.1 % of 1,204 checks pass`: exempt and unknown ones are beside it, never inside."""
    asked = passed + failed
    share = 100 * passed / asked if asked else 0.0
    # Rounding must not make a whole of what is none.
    told = f"{min(share, 99.9):.1f}" if failed else "100"
    return f"{told} % of {counted(asked, 'check')} pass"


def beside_of(exempt: int, unknown: int) -> str:
    """` (3 exempt, 1 unknown beside)`; empty for none of both."""
    found = [f"{exempt:,} exempt"] if exempt else []
    found += [f"{unknown:,} unknown"] if unknown else []
    return f" ({', '.join(found)} beside)" if found else ""


def _end(layout: Layout, scan: OrganisationScan, history: str) -> Iterator[str]:
    judged = scan.statuses[JUDGED] + scan.statuses[INCOMPLETE] + scan.statuses[EMPTY]
    total = counted(len(scan.repositories), "repository", "repositories")
    files = sum(line.judged for line in scan.repositories)
    discovered = sum(line.discovered for line in scan.repositories)
    unread = sum(line.failed for line in scan.repositories)
    yield from layout.paragraph(
        f"Judged {judged:,} of {total} as of {scan.terms.as_of}: {files:,} of {discovered:,} files"
        f" judged, {unread:,} could not be read."
    )
    outcomes = scan.outcomes
    if outcomes["pass"] + outcomes["fail"]:
        rate = rate_of(outcomes["pass"], outcomes["fail"])
        beside = beside_of(outcomes["exempt"], outcomes["unknown"])
        soon = f"; {scan.soon:,} of these end soon" if scan.soon else ""
        yield from layout.paragraph(f"{rate}{beside}{soon}.")
    if history:
        yield from layout.paragraph(f"The history is {history}.")
    levels = _levels(scan.levels)
    word = "Passed with findings" if levels and not scan.exit else _BY_EXIT[scan.exit]
    told = f"{levels or 'no findings'}; exit {scan.exit}."
    yield from layout.paragraph(told, lead=[(f"{word}:", VERDICTS[word])])
