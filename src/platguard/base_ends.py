"""The commits that a change is held against, judged as what it became is.

One is the commit where it began. Another one is the base as it is now, asked only where it went on.
What it got meanwhile is of whoever brought it there, also where the change has it as well, such as
after a squash, a cherry-pick, or when the branches were merged crosswise. And what it took away
meanwhile, a change that began before would bring back when it puts it elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from platguard.assembly import assemble
from platguard.cache import Cache
from platguard.drift import failing, identity
from platguard.drift_ground import told
from platguard.errors import PlatguardError
from platguard.judgement import judged
from platguard.material import Material
from platguard.model.drift import Comparison
from platguard.model.report import Finding, Report
from platguard.model.standard import LEVELS
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.situation import situate
from platguard.sources import Source
from platguard.stood_there import StoodThere
from platguard.workspace import Workspace, base_workspace


def material_before(
    material: Material, decided: Decided, rules: Selection, cache: Cache
) -> Material:
    """The commit where the change began."""
    return _material_of(material.workspace, material, decided, rules, cache)


def report_of(end: Material, decided: Decided, rules: Selection) -> Report:
    """What a scan of one end tells."""
    situation = situate(end.request, end.settings, end.workspace)
    facts = end.facts(situation, rules.fact_types)
    return assemble(end, decided, judged(facts, end, decided, rules, situation))


class BaseNow:
    """The base as it is now, judged when somebody has to know what it did meanwhile."""

    def __init__(
        self, material: Material, before: Source, decided: Decided, rules: Selection, cache: Cache
    ) -> None:
        """`before` has the files where the change began."""
        assert material.workspace.base is not None
        self._base = material.workspace.base
        self._material = material
        self._before = before
        self._decided = decided
        self._rules = rules
        self._cache = cache
        self._stands = StoodThere(self._base.files)

    def settled(self, finding: Finding, found: Comparison) -> Comparison:
        """What is made of a finding, after what the base did meanwhile."""
        note = self._base.note
        if finding.outcome != "fail" or note.commit == note.merge_base:
            return found
        if found.introduced and self._differs(finding.path):
            told = f"{note.name} has it by now"
            has = self._has(finding)
            return replace(found, introduced=False, reason=told) if has else found
        if found.state == "moved" and found.was and self._has_lost(finding, found.was.path):
            told = f"{note.name} has mended it meanwhile"
            is_back = finding.fingerprint not in self._fingerprints
            return replace(found, introduced=True, reason=told) if is_back else found
        return found

    def _has_lost(self, finding: Finding, path: str) -> bool:
        """Whether the base took away what moved elsewhere by the change, which would bring it back.

        Where the base only mended it, merging the two tells.
        """
        if path == finding.path:
            return False
        is_object = finding.address.startswith("k8s:")
        return self._read(self._base.files, path) is None or (
            is_object and not self._stands.has(path, identity(finding))
        )

    def _differs(self, path: str) -> bool:
        """Whether the base changed a file meanwhile."""
        return self._read(self._before, path) != self._read(self._base.files, path)

    @staticmethod
    def _read(source: Source, path: str) -> bytes | None:
        try:
            return source.read(path)
        except PlatguardError:
            return b""  # a link or worse, which tells of nothing

    def _has(self, finding: Finding) -> bool:
        """Whether the base has a finding by now, and no weaker."""
        there = self._failing.get(_name(finding))
        if there is None or LEVELS.index(there.level) > LEVELS.index(finding.level):
            return False
        return None in (there.gap, finding.gap) or (there.gap or 0) >= (finding.gap or 0)

    @cached_property
    def _failing(self) -> dict[tuple[str, str], Finding]:
        return {_name(f): f for f in self._findings if f.outcome == "fail"}

    @cached_property
    def _fingerprints(self) -> frozenset[str]:
        return frozenset(finding.fingerprint for finding in failing(self._findings))

    @cached_property
    def _findings(self) -> list[Finding]:
        note = self._base.note._replace(merge_base=self._base.note.commit)
        workspace = self._material.workspace._replace(base=self._base._replace(note=note))
        end = _material_of(workspace, self._material, self._decided, self._rules, self._cache)
        return [told(found) for found in report_of(end, self._decided, self._rules).findings]


def _name(finding: Finding) -> tuple[str, str]:
    return finding.path, finding.fingerprint


def _material_of(
    workspace: Workspace, material: Material, decided: Decided, rules: Selection, cache: Cache
) -> Material:
    return Material(
        material.request,
        base_workspace(workspace, material.request),
        material.settings,
        material.register,
        cache,
        rules.fact_types,
        manifests=rules.reads_manifests(decided),
        memory=material.memory,
    )
