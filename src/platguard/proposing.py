"""What a change would alter in standards, configuration, register and ignore lists.

None of it counts before it is merged: it is read from the two ends of the change, told value by
value, and tried on what is judged to tell what it would alter.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence

from platguard.base import Base
from platguard.baseline_changes import BASELINE, baseline_proposals
from platguard.cache import Cache
from platguard.config_files import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.deciding_values import proposals, values_of
from platguard.edition_changes import changes_between
from platguard.edition_side import Side
from platguard.errors import PlatguardError
from platguard.judgement import Judgement
from platguard.material import Material
from platguard.model.impact import Change
from platguard.model.proposal import Proposal, Proposed
from platguard.model.report import Finding, ReportError
from platguard.policy import Decided, decide
from platguard.register import read_register
from platguard.request import Request
from platguard.selection import select
from platguard.settings import Settings, read_settings
from platguard.situation import situate
from platguard.sources import Source
from platguard.survey import excluded_of
from platguard.tuples import NamedTuple


class _End(NamedTuple):
    """One end of the change."""

    files: Base
    """What stands there."""
    settings: Settings | None
    """None where they cannot be read."""
    faults: Sequence[ReportError]


def proposed(
    material: Material, before: Source, decided: Decided, judgement: Judgement, cache: Cache
) -> Proposed:
    """What the change that is judged proposes; `before` has the files where it began."""
    request, workspace = material.request, material.workspace
    assert workspace.base is not None
    start = _end(request, workspace.base._replace(files=before))
    end = _end(request, workspace.base._replace(files=workspace.source))
    kinds = {
        **_kinds(request, material.settings, workspace.base),
        **_kinds(request, start.settings, start.files),
        **_kinds(request, end.settings, end.files),
    }
    older, newer = _contents(start.files.files, kinds), _contents(end.files.files, kinds)
    changed = {path for path in kinds if older.get(path) != newer.get(path)}
    if not changed:
        return Proposed((), (), end.faults)
    of_debt = {path for path in changed if kinds[path] == BASELINE}
    altered = changed - of_debt
    was, _ = values_of({path: older[path] for path in sorted(altered & older.keys())})
    becomes, faults = values_of({path: newer[path] for path in sorted(altered & newer.keys())})
    broken = {fault.path for fault in faults}
    was = {key: value for key, value in was.items() if value.path not in broken}
    told = {(error.path, error.line, error.column): error for error in (*faults, *end.faults)}
    effects: Sequence[Change] = ()
    if start.settings and end.settings and not told:
        try:
            effects = _effects(material, start.settings, end.settings, decided, judgement, cache)
        except PlatguardError as error:
            told[error.path, error.line, error.column] = _fault(error)
    changes = [*proposals(was, becomes), *_of_debt(start, end, of_debt)]
    changes.sort(key=lambda one: (one.path, one.line, one.subject, one.key, one.was))
    return Proposed(changes, effects, [*told.values()])


def _of_debt(start: _End, end: _End, changed: Collection[str]) -> list[Proposal]:
    """What becomes of adopted debt; where one end cannot be read, that is told instead."""
    if not changed or start.settings is None or end.settings is None:
        return []
    return baseline_proposals(start.settings.baseline_files, end.settings.baseline_files)


def _end(request: Request, files: Base) -> _End:
    try:
        return _End(files, read_settings(request, files.files, files.folder), ())
    except PlatguardError as error:
        return _End(files, None, [_fault(error)])


def _fault(error: PlatguardError) -> ReportError:
    return ReportError(error.path, error.line, error.column, error.message)


def _kinds(request: Request, settings: Settings | None, files: Base) -> dict[str, str]:
    """The files of what is judged that decide, or may, by path, and what each decides about."""
    if settings is None:
        return {ORGANISATION_FILE: "configuration", REPOSITORY_FILE: "repository"}
    kinds = {}
    config = os.path.join(request.cwd, request.config) if request.config else ""
    root = settings.register_root or files.root
    asked = request.cwd if request.standards else root
    for name, kind, folder in [
        (config or ORGANISATION_FILE, "configuration", files.root),
        *((path, "exception", root) for path in settings.register),
        *((path, BASELINE, files.root) for path in settings.baseline_files),
        *((file.path, "standard", asked) for file in settings.standards if not file.builtin),
    ]:
        inside = files.inside(os.path.join(folder, name))
        if inside is not None:
            kinds[inside] = kind
    return {**kinds, REPOSITORY_FILE: "repository"}


def _contents(source: Source, kinds: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Kind and bytes of the files that are there."""
    found = {}
    for path, kind in kinds.items():
        try:
            data = source.read(path)
        except PlatguardError:
            continue  # a link or worse, which the settings' own reader tells of
        if data is not None:
            found[path] = kind, data
    return found


def _effects(
    material: Material,
    start: Settings,
    end: Settings,
    decided: Decided,
    judgement: Judgement,
    cache: Cache,
) -> Sequence[Change]:
    """What would be told differently of what is judged."""
    if _decides(start) == _decides(material.settings):
        excluded = excluded_of(material.request, material.settings)
        before = Side(decided, judgement.situation, judgement.rules, excluded)
        earlier: Sequence[Finding] = judgement.findings
    else:
        before, earlier = _tried(material, start, cache)
    after, later = _tried(material, end, cache)
    found = changes_between(before, after, earlier, later, ())
    return sorted(found, key=lambda change: (change.path, change.line, change.rule, change.subject))


def _decides(settings: Settings) -> tuple[object, ...]:
    return (*settings.digests, settings.repository)


def _tried(material: Material, settings: Settings, cache: Cache) -> tuple[Side, Sequence[Finding]]:
    """What is judged, by other settings."""
    request, workspace = material.request, material.workspace
    decided = decide(settings, cache)
    situation = situate(request, settings, workspace)
    rules = select(decided.policy, situation, request)
    side = Side(decided, situation, rules, excluded_of(request, settings))
    tried = Material(
        request,
        workspace,
        settings,
        read_register(settings.register, decided.policy.known_ids),
        cache,
        rules.fact_types,
        manifests=rules.reads_manifests(decided),
        memory=material.memory,
    )
    return side, side.findings(tried)
