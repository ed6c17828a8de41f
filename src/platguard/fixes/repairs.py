"""Findings of a report with the edit that would mend each: shown, and made by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from platguard.errors import SourceError
from platguard.fixes.changes import change_of
from platguard.fixes.differences import replacements, whole_lines
from platguard.fixes.wishes import Wishes, mendable
from platguard.model.repair import REPAIRS, Repair
from platguard.model.report import Finding, Report
from platguard.model.verdict import Verdict
from platguard.scan import Scan

Read = Callable[[str], bytes | None]
Found = tuple[Finding, Verdict]


def with_repairs(done: Scan, read: Read) -> Report:
    """The report of a scan, each failing finding with its repair where its rule declares one.

    Of a change, only what it made: `platguard fix` mends what was there before. `read` gives the
    bytes of a file as they were judged.
    """
    wishes = Wishes(done.decided, done.judgement.situation.variables)
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for finding in _asked(done.report):
        verdict = done.judgement.verdicts.get((finding.path, finding.fingerprint))
        if verdict and any(mendable(verdict, tuple(REPAIRS))):
            found[finding.path].append((finding, verdict))
    repaired: dict[tuple[str, str], Repair] = {}
    for path, all_found in found.items():
        for group in _by_rule(all_found):
            repaired |= _repairs(path, group, wishes, read)
    findings = [
        replace(finding, repair=repaired.get((finding.path, finding.fingerprint)))
        for finding in done.report.findings
    ]
    return replace(done.report, findings=findings)


def _asked(report: Report) -> Iterator[Finding]:
    for finding in report.findings:
        if finding.outcome == "fail" and report.is_introduced(finding):
            yield finding


def _by_rule(found: list[Found]) -> list[list[Found]]:
    """Those of one rule together: an edit at an anchor needs all that use it."""
    groups: defaultdict[str, list[Found]] = defaultdict(list)
    for finding, verdict in found:
        groups[finding.rule].append((finding, verdict))
    return list(groups.values())


def _repairs(
    path: str, found: list[Found], wishes: Wishes, read: Read
) -> dict[tuple[str, str], Repair]:
    try:
        old = read(path)
    except SourceError:
        old = None
    if old is None:
        return {}
    made = {}
    for finding, verdict in found:
        for kind in REPAIRS:
            change = change_of(path, old, [(finding, verdict)], wishes, (kind,))
            if not change.made and len(found) > 1 and change.refused:
                # Perhaps only because others want the same.
                change = change_of(path, old, found, wishes, (kind,))
                if finding not in change.made or len(set(map(id, change.made))) != len(found):
                    continue
            if change.files:
                made[finding.path, finding.fingerprint] = _repair(
                    path, old, change.files, finding, kind
                )
                break
    return made


def _repair(path: str, old: bytes, files: dict[str, bytes], finding: Finding, kind: str) -> Repair:
    pieces = [
        piece
        for name, new in sorted(files.items())
        for piece in replacements(name, old if name == path else None, new)
    ]
    lines = whole_lines(path, old, files[path]) if list(files) == [path] else None
    return Repair(kind=kind, told=finding.fix, replacements=pieces, lines=lines)
