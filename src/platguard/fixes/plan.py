"""What becomes of the files of a repository: edits, judged again until they hold.

After each round of edits everything is judged once more. What an edit does not mend, or what it
breaks elsewhere, is taken back before anything is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.errors import SourceError
from platguard.facts.examples import is_example
from platguard.fixes.changes import FileChange, change_of
from platguard.fixes.wishes import Wishes, mendable
from platguard.model.blob import Blob
from platguard.model.repair import REPAIRS
from platguard.model.report import Finding
from platguard.model.verdict import Verdict
from platguard.records import dataclass
from platguard.request import Request
from platguard.scan import Scan, judge
from platguard.selection import known_id
from platguard.sources.overlaid_files import OverlaidFiles
from platguard.workspace import Workspace

Key = tuple[str, str]
"""Path and fingerprint of a finding."""
Judge = Callable[[Mapping[str, bytes]], Scan]
"""Judges the repository with some of its files changed."""

CHANGED = "it has changed since it was judged"
"""Why a file is left that is not what it was."""

_ROUNDS = 12
"""One finding tells of the first of several places; each round mends one of them."""
_ATTEMPTS = 6


@dataclass(slots=True)
class Plan:
    """The files as they would be, and what that does to findings."""

    before: Scan
    """Of the files as they are."""
    old: dict[str, bytes | None] = field(default_factory=dict)
    """The bytes of each file that changes; None for one that is made."""
    new: dict[str, bytes] = field(default_factory=dict)
    made: list[Finding] = field(default_factory=list)
    """What is mended, as found before."""
    refused: list[tuple[Finding, str]] = field(default_factory=list)
    """What has an edit that is not made, and why."""
    examples: set[Key] = field(default_factory=set)
    """What could be mended in folders of tests and examples that nobody named: it may be wrong
    there on purpose."""
    suggested: list[Finding] = field(default_factory=list)
    """What has an edit that a person has to look at, where nobody asked for such edits."""


def plan(
    request: Request,
    workspace: Workspace,
    cache: Cache,
    rules: Collection[str] = (),
    *,
    suggested: bool = False,
) -> Plan:
    """The safe edits of a workspace, and those only suggested above them where asked for.

    `rules` name the rules that are mended, none for all; all are judged, so that an edit
    that breaks another rule is seen. Raises what `scan` raises.
    """

    bench = Bench(cache)

    def judged(files: Mapping[str, bytes]) -> Scan:
        if not files:
            return judge(request, workspace, bench)
        overlay = OverlaidFiles(workspace.source, files)
        blobs = overlay.over(list(workspace.blobs))
        return judge(request, workspace._replace(source=overlay, blobs=blobs), bench)

    known = Plan(judged({}))
    rules = {known_id(name, known.before.decided.policy, "--rule") for name in rules}
    mended = _Planner(known, judged, workspace, rules, ("safe",)).fill()
    if suggested:
        _Planner(known, judged, workspace, rules, tuple(REPAIRS)).fill()
    else:
        known.suggested = _Planner(known, judged, workspace, rules, ("suggest",)).offers(mended)
    return known


class _Planner:
    """Adds the edits of some kinds to a plan."""

    def __init__(
        self,
        known: Plan,
        judged: Judge,
        workspace: Workspace,
        rules: Collection[str],
        kinds: tuple[str, ...],
    ) -> None:
        self._plan = known
        self._judged = judged
        self._workspace = workspace
        self._rules = frozenset(rules)
        self._kinds = kinds
        self._given_up: dict[Key, str] = {}
        self._examples: set[Key] = set()
        self._blobs = {it.path: it for it in workspace.blobs if isinstance(it, Blob)}
        self._read: dict[str, bytes | None] = {}

    def offers(self, scan: Scan) -> list[Finding]:
        """The findings of the files as the plan has them that have an edit; none is judged."""
        changes = self._changes(self._plan.new, scan)
        return list({_key(finding): finding for it in changes for finding in it.made}.values())

    def fill(self) -> Scan:
        """Tries, and tries again without what did not hold; returns what is judged at the end."""
        start = dict(self._plan.new)
        first = last = self._judged(start) if start else self._plan.before
        for _ in range(_ATTEMPTS):
            files, made, refused, last = self._rounds(dict(start), first)
            faults = self._faults(first, made, last)
            if not faults:
                break
            self._given_up |= faults
        else:
            files, made, last = start, {}, first
        findings = {key: finding for key, finding in made.items() if key not in self._given_up}
        self._plan.new = files
        self._plan.old = {path: self._judged_bytes(path) for path in files}
        self._plan.made += findings.values()
        self._plan.refused = [*refused.values(), *self._taken_back(first)]
        self._plan.examples |= self._examples
        return last

    def _rounds(
        self, files: dict[str, bytes], scan: Scan
    ) -> tuple[dict[str, bytes], dict[Key, Finding], dict[Key, tuple[Finding, str]], Scan]:
        """The files after all rounds, what was mended, what was refused, and the last judgement."""
        made: dict[Key, Finding] = {}
        refused: dict[Key, tuple[Finding, str]] = {}
        for _ in range(_ROUNDS):
            changes = self._changes(files, scan)
            refused = {_key(f): (f, why) for change in changes for f, why in change.refused}
            changed = {path: data for change in changes for path, data in change.files.items()}
            if not changed:
                break
            files |= changed
            for change in changes:
                for finding in change.made:
                    made.setdefault(_key(finding), finding)
            scan = self._judged(files)
        return files, made, refused, scan

    def _changes(self, files: Mapping[str, bytes], scan: Scan) -> list[FileChange[Finding]]:
        found: defaultdict[str, list[tuple[Finding, Verdict]]] = defaultdict(list)
        for finding in scan.report.findings:
            verdict = scan.judgement.verdicts.get(_key(finding))
            if finding.outcome != "fail" or verdict is None or _key(finding) in self._given_up:
                continue
            wanted = not self._rules or finding.rule in self._rules
            if not wanted or not any(mendable(verdict, self._kinds)):
                continue
            if self._is_example(finding.path):
                self._examples.add(_key(finding))
            else:
                found[finding.path].append((finding, verdict))
        wishes = Wishes(scan.decided, scan.judgement.situation.variables)
        changes = []
        for path, all_found in sorted(found.items()):
            data = files.get(path)
            if data is None:
                data = self._judged_bytes(path)
            if data is None:
                refused = [(finding, CHANGED) for finding, _ in all_found]
                changes.append(FileChange(refused=refused))
                continue
            changes.append(
                change_of(
                    path,
                    data,
                    all_found,
                    wishes,
                    self._kinds,
                    lambda it: self._is_there(it, files),
                )
            )
        return changes

    def _is_example(self, path: str) -> bool:
        """Whether a file is an example, and not in a folder of examples that somebody named."""
        named = (scope for scope in self._workspace.scope if is_example(f"{scope}/"))
        return is_example(path) and not any(f"{path}/".startswith(f"{it}/") for it in named)

    def _judged_bytes(self, path: str) -> bytes | None:
        """The bytes that were judged, whatever stands there now; None where nothing did."""
        if path not in self._read:
            blob = self._blobs.get(path)
            try:
                self._read[path] = blob.read() if blob else None
            except SourceError:
                self._read[path] = None
        return self._read[path]

    def _is_there(self, path: str, files: Mapping[str, bytes]) -> bool:
        try:
            return path in files or self._workspace.source.read(path) is not None
        except SourceError:
            return True

    def _faults(self, first: Scan, made: Mapping[Key, Finding], last: Scan) -> dict[Key, str]:
        """Findings whose edits did not hold, and why."""
        failing, unknown = _outcomes(last, "fail"), _outcomes(last, "unknown")
        known = _outcomes(first, "fail")
        faults = {key: "the finding would stay" for key in made if key in failing | unknown}
        new = [finding for key, finding in failing.items() if key not in known]
        if self._kinds == ("safe",) and new:
            near = {finding.path for finding in new}
            blamed = [key for key in made if key[0] in near] or list(made)
            faults |= dict.fromkeys(blamed, f"it would break {new[0].rule}")
        return faults

    def _taken_back(self, first: Scan) -> list[tuple[Finding, str]]:
        found = {_key(finding): finding for finding in first.report.findings}
        return [(found[key], why) for key, why in self._given_up.items() if key in found]


def _outcomes(scan: Scan, outcome: str) -> dict[Key, Finding]:
    return {_key(f): f for f in scan.report.findings if f.outcome == outcome}


def _key(finding: Finding) -> Key:
    return finding.path, finding.fingerprint


def told_by_file(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """The findings of each file, in order."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.path].append(finding)
    return dict(sorted(found.items()))
