"""The services of a repository: the Components of its catalogs, each with what lies in its folder.

What lies in the folders of several belongs to the innermost; Components of one file share theirs,
because nobody can say what belongs to which. What lies in the folder of none, and what is about the
repository as a whole, is a service by the name of the repository.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from posixpath import dirname
from typing import NamedTuple

from platguard.cache import Cache
from platguard.evaluation import Evaluation
from platguard.fact_rows import EXTRACTION
from platguard.identity import identity
from platguard.json_fields import as_told
from platguard.material import Material
from platguard.model.organisation import Service
from platguard.model.report import Finding
from platguard.noticing import Noticed
from platguard.request import Request
from platguard.scan import Scan
from platguard.workspace import Workspace

_WORST = ("fail", "unknown", "exempt")
"""The outcomes that findings have, which say more than those that nobody is told of."""
_ROOT = ""
Standings = Mapping[str, Mapping[str, str]]
"""What each rule comes to, by folder and rule."""


class Component(NamedTuple):
    """A Component, and the folder that it speaks for."""

    folder: str
    name: str
    owner: str


def components(noticed: Noticed) -> list[Component]:
    """The Components of all catalogs, by folder and name; two of one name are told apart."""
    found = {
        Component(as_told(dirname(path)), name, owner)
        for path, rows in noticed.get("catalog_entity:service", {}).items()
        for name, owner in rows
    }
    known = Counter(one.name for one in found)
    told = (
        one._replace(name=f"{one.name} ({one.folder or '.'})") if known[one.name] > 1 else one
        for one in found
    )
    return sorted({(one.folder, one.name): one for one in sorted(told)}.values())


def services(
    done: Scan, workspace: Workspace, request: Request, cache: Cache, repository: str
) -> list[Service]:
    """The services of a repository that was judged; none where it has no catalog."""
    found = components(done.judgement.noticed)
    if not found:
        return []
    if all(one.folder == _ROOT for one in found):
        return [Service(one.name, one.owner, is_whole=True) for one in found]
    folders = {one.folder for one in found}
    findings = _findings(done.report.findings, folders)
    standings = _standings(done, workspace, request, cache, folders)
    rest = [] if _ROOT in folders else [Component(_ROOT, repository, "")]
    told = [
        Service(
            one.name,
            one.owner,
            one.folder,
            findings=findings[one.folder, "fail"].total(),
            standings=_held(standings.get(one.folder, {}), findings, one.folder),
        )
        for one in (*rest, *found)
    ]
    # Where nothing lies outside of the folders, there is no service of the rest.
    return told if not rest or _is_any(told[0]) else told[1:]


def home(path: str, folders: Iterable[str]) -> str:
    """The innermost of the folders that a path lies in; the root for a path in none."""
    folder = dirname(path)
    while folder and folder not in folders:
        folder = dirname(folder)
    return folder


def _is_any(service: Service) -> bool:
    return any(state in ("pass", *_WORST) for state in service.standings.values())


def _findings(
    findings: Iterable[Finding], folders: set[str]
) -> Mapping[tuple[str, str], Counter[str]]:
    """How many findings of each rule have an outcome, by folder and outcome."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for finding in findings:
        found[home(as_told(finding.path), folders), finding.outcome][finding.rule] += 1
    return found


def _held(
    standings: Mapping[str, str],
    findings: Mapping[tuple[str, str], Counter[str]],
    folder: str,
) -> dict[str, str]:
    """What each rule comes to: the worst of its findings, else what it came to without any."""
    held = dict(standings)
    for outcome in reversed(_WORST):
        held |= dict.fromkeys(findings.get((folder, outcome), ()), outcome)
    return dict(sorted(held.items()))


def _standings(
    done: Scan, workspace: Workspace, request: Request, cache: Cache, folders: set[str]
) -> Standings:
    """What each rule comes to in each folder but for its findings. All facts are judged for it,
    once for a commit."""
    name = _entry(done, workspace, folders)
    known = _remembered(cache, name) if name else None
    if known is None:
        known = _judged(done, workspace, request, cache, folders)
        if name:
            cache.put(name, json.dumps(known).encode())
    return known


def _entry(done: Scan, workspace: Workspace, folders: set[str]) -> str:
    """What the standings of a commit are remembered as; empty for what is no commit.

    The day is not among what decides: what it turns is told by findings.
    """
    commit, judgement = workspace.source.commit, done.judgement
    if not (workspace.is_of_commit and commit):
        return ""
    variables = {k: v for k, v in judgement.situation.variables.items() if k != "as_of"}
    asked = [
        *(identity(), EXTRACTION, workspace.root, sorted(folders), *done.settings.digests[:2]),
        [rule.id for rule in judgement.rules.judged],
        [(rule.id, why) for rule, why in judgement.rules.unjudged],
        list(done.settings.repository.exclude),
        variables,
    ]
    digest = sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    return f"services/{digest[:32]}-{commit}"


def _remembered(cache: Cache, name: str) -> Standings | None:
    entry = cache.get(name)
    try:
        known = None if entry is None else json.loads(entry)
    except ValueError:
        return None
    return known if isinstance(known, dict) else None


def _judged(
    done: Scan, workspace: Workspace, request: Request, cache: Cache, folders: set[str]
) -> dict[str, dict[str, str]]:
    rules, decided = done.judgement.rules, done.decided
    situation = done.judgement.situation
    manifests = rules.reads_manifests(decided)
    material = Material(
        request, workspace, done.settings, [], cache, rules.fact_types, manifests=manifests
    )
    by_folder: dict[str, Evaluation] = {}
    for fact in material.facts(situation, rules.fact_types):
        folder = home(as_told(fact.path), folders)
        if folder not in by_folder:
            by_folder[folder] = Evaluation(rules, decided, situation.variables)
        for _ in by_folder[folder].judge(fact):
            pass
    unjudged = {rule.id for rule, _ in rules.unjudged}
    return {
        folder: {
            rule: state
            for rule, counts in one.counts.items()
            if (state := _quiet(counts, is_judged=rule not in unjudged))
        }
        for folder, one in by_folder.items()
    }


def _quiet(counts: Mapping[str, int], *, is_judged: bool) -> str:
    """What the outcomes of a rule come to where it has no finding; empty when there are none.

    What fails or is unknown has one, but for rules that are not judged: nobody is told of these.
    """
    if is_judged and any(counts[outcome] for outcome in ("pass", *_WORST)):
        return "pass"
    rest = (*_WORST, "not-applicable", "not-evaluated")
    return next((outcome for outcome in rest if counts[outcome]), "")
