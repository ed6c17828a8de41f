"""What is known of two scans beside their findings: what each could see, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from platguard import __version__
from platguard.drift import failing
from platguard.earlier_files import EarlierFiles
from platguard.exempting import OF_REGISTER
from platguard.json_fields import as_told
from platguard.judgement import Judgement, judged
from platguard.lifecycle import is_evaluated
from platguard.material import Material
from platguard.model.drift import Identity
from platguard.model.facts import FACT_NAMES
from platguard.model.report import Finding
from platguard.model.standard import Rule
from platguard.policy import Decided
from platguard.previous_report import PreviousReport
from platguard.relations import OF_REPOSITORY
from platguard.selection import Selection, select
from platguard.sources.discovery import is_always_vendored
from platguard.sources.limits import VENDORED
from platguard.survey import OWN, UNKNOWN_CONTENT
from platguard.table_functions import TABLE_FUNCTIONS

UNREAD = "could not be read"
NOT_SCANNED = "not scanned: outside of the scope of {which} scan"
_NO_FILE = "."
"""The path of what no single file gives."""


def told(finding: Finding) -> Finding:
    """A finding as a report in JSON has it."""
    if (finding.path + finding.address + finding.subject + finding.message).isascii():
        return finding
    return replace(
        finding,
        path=as_told(finding.path),
        address=as_told(finding.address),
        subject=as_told(finding.subject),
        message=as_told(finding.message),
    )


class KnownGround:
    """The `Ground` of an earlier report and the scan of today."""

    def __init__(
        self,
        previous: PreviousReport,
        files: EarlierFiles,
        material: Material,
        decided: Decided,
        judgement: Judgement,
    ) -> None:
        self.today = judgement.situation.as_of.isoformat()
        self.renames = files.renames
        self.redefined = (previous.version, *previous.digests) != (
            __version__,
            *material.settings.digests[:2],
        )
        self._previous = previous
        self._files = files
        self._material = material
        self._decided = decided
        self._judgement = judgement
        self._rules = {rule.id: rule for rule in judgement.rules.judged}
        self._blind_now = dict(_blind_now(material))
        self._blind_before = dict(_blind(previous.skipped, previous.failed))
        self._undecided_now = _targets(f for f in judgement.findings if f.outcome == "unknown")
        self._undecided_before = _targets(previous.undecided)

    def unseen_before(self, finding: Finding) -> str:
        """See `Ground`."""
        paths = {finding.path, self._files.origin(finding.path)}
        if not self._was_in_scope(finding, paths):
            return NOT_SCANNED.format(which="the earlier")
        narrowed = self._previous.narrowed or not self.redefined
        if finding.rule not in self._previous.rules and narrowed:
            return f"rule not run: the earlier scan was not asked for {finding.rule}"
        if self.was_undecided(finding):
            return "could not be decided before"
        return next((self._blind_before[p] for p in sorted(paths) if p in self._blind_before), "")

    def was_undecided(self, finding: Finding) -> bool:
        """Whether the earlier scan could not decide about what a finding is about."""
        return _target(finding) in self._undecided_before

    def _was_in_scope(self, finding: Finding, paths: Iterable[str]) -> bool:
        scope = self._previous.scope
        if self._is_of_register(finding):
            return scope is None and not self._previous.narrowed
        return scope is None or any(_covers(scope, path) for path in paths)

    def unseen_now(self, finding: Finding) -> str:
        """See `Ground`."""
        if not self._is_in_scope(finding):
            return NOT_SCANNED.format(which="this")
        if _target(finding) in self._undecided_now:
            return "cannot be decided any more"
        return self._blind_now.get(self._path_now(finding.path), "")

    def _is_in_scope(self, finding: Finding) -> bool:
        workspace = self._material.workspace
        if self._is_of_register(finding):
            return workspace.whole and not self._material.request.is_narrowed
        path = self._path_now(finding.path)
        # What is gone is known to be gone, wherever anybody looked.
        is_gone = path != _NO_FILE and not self._files.is_here(path)
        return workspace.whole or is_gone or path in self._reported

    @cached_property
    def _reported(self) -> frozenset[str]:
        workspace = self._material.workspace
        return frozenset(as_told(b.path) for b in workspace.blobs if workspace.reported(b.path))

    def _path_now(self, path: str) -> str:
        renamed = self.renames.get(path)
        return path if renamed is None or self._files.is_here(path) else renamed.path

    def _is_of_register(self, finding: Finding) -> bool:
        return self._type(finding) in OF_REGISTER

    def _type(self, found: Finding | Identity) -> str:
        """The fact type that the finding is about; empty when its rule is not judged today."""
        return self._rules[found.rule].on if found.rule in self._rules else ""

    def changed(self, rule: str) -> str:
        """See `Ground`."""
        before, now = self._previous.rules.get(rule), self._rules.get(rule)
        if now is None:
            return f"rule not run: {rule} is not judged in this scan"
        if before is None:
            return f"rule {rule} is new"
        if not is_evaluated(before.state):
            return f"rule not run: {rule} was a draft or retired"
        if before.revision != now.revision:
            return f"rule revision changed from {before.revision} to {now.revision}"
        moved = self._tables_changed if _asks_tables(now) else ""
        return f"data table changed: {moved}" if moved else ""

    def is_other_rule(self, rule: str) -> bool:
        """See `Ground`."""
        before = self._previous.rules.get(rule)
        return before is None or before.revision != self._rules[rule].revision

    @cached_property
    def _tables_changed(self) -> str:
        before, now = self._previous.tables, self._decided.tables.as_of
        return ", ".join(
            f"{name} of {before.get(name, 'never')} is now of {now.get(name, 'never')}"
            for name in sorted(before.keys() | now.keys())
            if before.get(name) != now.get(name)
        )

    def is_new_file(self, finding: Finding) -> bool:
        """See `Ground`."""
        path = finding.path
        known = path in self._known_before or path in self._blind_before
        return path != _NO_FILE and not known and self._files.is_new(path)

    @cached_property
    def _known_before(self) -> frozenset[str]:
        """Paths of files that the earlier report names, committed or not."""
        paths = {earlier.finding.path for earlier in self._previous.failing}
        return frozenset(paths | self._previous.skipped.keys())

    def is_unchanged(self, finding: Finding) -> bool:
        """See `Ground`."""
        kind = self._type(finding)
        if kind == "table":
            return True
        if kind in OF_REPOSITORY:
            return self._files.all_unchanged
        if not self._files.is_unchanged(finding.path):
            return False
        # What the register covers depends on all files; what is dated in it does not.
        dated = kind != "exception" or self.on_earlier_day(finding) is None
        return dated or self._files.all_unchanged

    def is_readdressed(self, earlier: Identity) -> bool:
        """See `Ground`. The file holds what it held; others, such as a Kustomization, rename."""
        unchanged = self._files.is_unchanged(self._path_now(earlier.path))
        return unchanged and not self.is_there(earlier)

    def renamed(self, earlier: Identity) -> Identity | None:
        """See `Ground`. A report does not hold what could prove it."""
        return None

    def was_there(self, found: Identity) -> bool:
        """See `Ground`. A report tells only of what failed."""
        return False

    def stays(self, earlier: Identity) -> bool:
        """See `Ground`. As long as nobody knows what was there before, this says nothing."""
        return False

    def is_there(self, earlier: Identity) -> bool:
        """See `Ground`."""
        kind, address = self._type(earlier), earlier.address
        if kind == "exception":
            register = self._material.register
            return any(f"exception:{entry.exception.id}" == address for entry in register)
        return kind == "table" or (kind, address, earlier.subject) in self._things

    @cached_property
    def _things(self) -> frozenset[tuple[str, str, str]]:
        """What the facts of today are about."""
        facts = self._material.facts_again(
            self._judgement.situation, self._judgement.rules.fact_types
        )
        return frozenset(
            (FACT_NAMES[type(fact)], as_told(fact.address), as_told(fact.subject)) for fact in facts
        )

    def on_earlier_day(self, finding: Finding) -> Finding | None:
        """See `Ground`."""
        if self._previous.as_of == self.today:
            return finding
        return self._of_earlier_day.get((finding.path, finding.fingerprint))

    @cached_property
    def _of_earlier_day(self) -> Mapping[tuple[str, str], Finding]:
        """What fails of the facts of today under the standards of today, on the earlier day."""
        as_of = date.fromisoformat(self._previous.as_of)
        situation = replace(self._judgement.situation, as_of=as_of)
        material, rules = self._material, self._judgement.rules
        chosen = select(self._decided.policy, situation, material.request).judged
        then = Selection([rule for rule in chosen if rule.id in self._rules])
        facts = material.facts_again(situation, rules.fact_types)
        found = judged(facts, material, self._decided, then, situation).findings
        return {(f.path, f.fingerprint): f for f in map(told, failing(found))}


def _blind_now(material: Material) -> Iterator[tuple[str, str]]:
    survey = material.survey
    for path in survey.unrendered:
        yield as_told(path), "a template that nothing rendered"
    # What fails there was judged because a Kustomization deployed it, and none does any more.
    skipped = {
        as_told(file.path): file.told
        for file in survey.skipped
        if not (file.reason == VENDORED and is_always_vendored(file.path))
    }
    yield from _blind(skipped, {as_told(e.path): e.message for e in survey.failed})


def _blind(skipped: Mapping[str, str], failed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Why a scan could not see what is in files, by path."""
    for path, reason in skipped.items():
        if reason not in (OWN, UNKNOWN_CONTENT):
            yield path, f"skipped: {reason}"
    for path, reason in failed.items():
        yield path, f"{UNREAD}: {reason}"


def _target(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.address, finding.subject


def _targets(findings: Iterable[Finding]) -> frozenset[tuple[str, str, str]]:
    return frozenset(_target(told(finding)) for finding in findings)


def _covers(scope: Sequence[str], path: str) -> bool:
    return any(path == named or path.startswith(f"{named}/") for named in scope)


def _asks_tables(rule: Rule) -> bool:
    """Whether what the rule gives depends on a dated table."""
    texts = (rule.when, rule.require, rule.deny, rule.warn, *rule.let.values())
    words = " ".join([*texts, *(grade.when for grade in rule.grades)])
    return any(f"{name}(" in words for name in TABLE_FUNCTIONS)
