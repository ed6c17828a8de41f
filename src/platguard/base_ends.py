"""The commits that a change is held against, judged as what it became is.

One is the commit where it began. Another one is the base as it is now, asked only where it went on:
what it got meanwhile is of whoever brought it there, also where the change has it as well, such as
after a squash, a cherry-pick, or when the branches were merged crosswise.
"""

from __future__ import annotations

from collections.abc import Iterable

from platguard.assembly import assemble
from platguard.cache import Cache
from platguard.drift_ground import told
from platguard.errors import PlatguardError
from platguard.judgement import judged
from platguard.material import Material
from platguard.model.report import Finding, Report
from platguard.model.standard import LEVELS
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.situation import situate
from platguard.sources import Source
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


def had_by_now(
    made: Iterable[Finding],
    material: Material,
    before: Source,
    decided: Decided,
    rules: Selection,
    cache: Cache,
) -> frozenset[tuple[str, str, str]]:
    """Which of the findings that the change seems to have made the base has by now, each by path,
    fingerprint and level. `before` has the files where the change began."""
    base = material.workspace.base
    assert base is not None
    went_on = base.note.commit != base.note.merge_base
    paths = {finding.path for finding in made} if went_on else set()
    if not any(_differ(path, before, base.files) for path in paths):
        return frozenset()
    note = base.note._replace(merge_base=base.note.commit)
    workspace = material.workspace._replace(base=base._replace(note=note))
    now = report_of(
        _material_of(workspace, material, decided, rules, cache), decided, rules
    ).findings
    return frozenset(
        (found.path, found.fingerprint, level)
        for found in map(told, now)
        if found.outcome == "fail"
        for level in LEVELS[LEVELS.index(found.level) :]
    )


def _differ(path: str, before: Source, now: Source) -> bool:
    try:
        return before.read(path) != now.read(path)
    except PlatguardError:
        return False  # a link or worse, which tells of nothing


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
