"""Two editions of the standards on the same facts, on the same day: what changes for whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from platguard import __version__
from platguard.assembly import EMPTY, INCOMPLETE, PASS
from platguard.cache import Cache
from platguard.editions import Edition, settings_of
from platguard.enforcement import all_enforced, drafts_enforced
from platguard.errors import UsageError
from platguard.judgement import judged
from platguard.material import Material
from platguard.model.facts import FACT_NAMES
from platguard.model.impact import CHANGES, Change, Impact, Judged, Life, RuleImpact, by_kind
from platguard.model.paths import bytes_of
from platguard.model.report import Finding
from platguard.model.standard import LEVELS, Policy
from platguard.policy import Decided, decide
from platguard.register import read_register
from platguard.request import Request
from platguard.selection import Selection, select
from platguard.settings import Settings
from platguard.situation import Situation, situate
from platguard.stat_memory import StatMemory
from platguard.workspace import open_workspace

_Key = tuple[object, ...]


class _Side(NamedTuple):
    """An edition in a repository."""

    decided: Decided
    situation: Situation
    rules: Selection

    def standings(self) -> dict[str, str]:
        """Where each rule stands: a state of its life, or `disabled`."""
        judged = {rule.id: rule for rule in self.rules.judged}
        return {
            rule.id: self.situation.state(judged.get(rule.id, rule)) if rule.enabled else "disabled"
            for rule in self.decided.policy.rules
        }

    def word(self, finding: Finding | None, rules: Collection[str]) -> str:
        """What becomes of a thing, about which one of some rules may say something."""
        if finding is None:
            judged = any(rule.id in rules for rule in self.rules.judged)
            return "passes" if judged else "not judged"
        return {"fail": finding.level, "pass": "soon"}.get(finding.outcome, finding.outcome)


class _Standing(NamedTuple):
    """Where a rule stands in a repository."""

    rule: str
    title: str
    formerly: str
    life: Life


class _Found(NamedTuple):
    """What came of one repository."""

    judged: Judged
    changes: Sequence[Change]
    rules: Sequence[_Standing]


def impact(request: Request, old: str, new: str, *, enforced: bool = False) -> Impact:
    """What becomes of the repositories of a request when `new` replaces `old`.

    With `enforced` every rule counts as enforced already. Raises UsageError or SourceError when an
    edition or a repository cannot be used.
    """
    editions = Edition(old, request), Edition(new, request)
    if request.config and all(edition.is_configuration for edition in editions):
        raise UsageError("--config is for standards, and both editions bring their configuration")
    found: list[_Found] = []
    for paths in _by_repository(request):
        comparison = _Comparison(request._replace(paths=paths), *editions, enforced=enforced)
        request = request._replace(as_of=comparison.as_of)  # the same day for all
        found.append(comparison.found())
    repositories = [one.judged for one in found]
    changes = sorted((change for one in found for change in one.changes), key=_order)
    return Impact(
        version=__version__,
        old=old,
        new=new,
        as_of=str(request.as_of),
        enforced=enforced,
        repositories=repositories,
        rules=list(_rules([seen for one in found for seen in one.rules], changes)),
        changes=changes,
        exit=_exit(repositories),
    )


class _Comparison:
    """Both editions in one repository."""

    def __init__(self, request: Request, old: Edition, new: Edition, *, enforced: bool) -> None:
        self._cache = Cache(request.cache)
        self._stats = StatMemory(self._cache, request.now)
        self._workspace = open_workspace(request, self._stats)
        self._enforced = enforced
        self._old, self._new = settings_of(old, new, self._workspace.source)
        self.as_of = request.day(self._new.organisation.timezone)
        self._request = request._replace(as_of=self.as_of)

    def found(self) -> _Found:
        """What changes in the repository, and which files that could not tell."""
        old, new = self._side(self._old), self._side(self._new)
        drafts = new._replace(rules=drafts_enforced(new.rules, new.situation))
        if self._enforced:
            drafts = new._replace(rules=Selection([]))
        material = self._material([old, new, drafts])
        before, after = _findings(material, old), _findings(material, new)
        later = _findings(material, drafts) if drafts.rules.judged else ()
        material.memory.close(whole=self._workspace.whole)
        self._stats.close()
        changes = list(_changes(old, new, before, after))
        changes += [_would_fail(new, found) for found in later if _is_of_draft(found, new)]
        coverage = material.survey.coverage()
        judged = Judged(
            name=new.situation.repository,
            path=self._workspace.paths[0],
            discovered=coverage.discovered,
            judged=coverage.judged,
            errors=coverage.failed,
        )
        return _Found(judged, changes, list(_standings(old, new)))

    def _side(self, settings: Settings) -> _Side:
        decided = decide(settings, self._cache)
        situation = situate(self._request, settings, self._workspace)
        rules = select(decided.policy, situation, self._request)
        return _Side(
            decided, situation, all_enforced(rules, situation) if self._enforced else rules
        )

    def _material(self, sides: Sequence[_Side]) -> Material:
        """What all sides are tried on: one reading of the files, one register."""
        known = {name: now for side in sides for name, now in side.decided.policy.known_ids.items()}
        return Material(
            self._request,
            self._workspace,
            self._new,
            read_register(self._new.register, known),
            self._cache,
            frozenset().union(*(side.rules.fact_types for side in sides)),
            manifests=any(side.rules.reads_manifests(side.decided) for side in sides),
        )


def _findings(material: Material, side: _Side) -> Sequence[Finding]:
    decided, situation, rules = side
    facts = material.facts_again(situation, rules.fact_types)
    wanted = (fact for fact in facts if FACT_NAMES[type(fact)] in rules.fact_types)
    return judged(wanted, material, decided, rules, situation).findings


def _changes(
    old: _Side, new: _Side, before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[Change]:
    names = renamed(old.decided.policy, new.decided.policy)
    one, other = _keyed(before, names), _keyed(after, names)
    for key in one.keys() | other.keys():
        found = other.get(key) or one[key]
        rule = names.get(found.rule, found.rule)
        ids = {rule, *(name for name, now in names.items() if now == rule)}
        was, becomes = old.word(one.get(key), ids), new.word(other.get(key), ids)
        kind = _kind(was, becomes)
        if kind:
            yield _change(replace(found, rule=rule), kind, was, becomes, new.situation)


def _would_fail(new: _Side, finding: Finding) -> Change:
    return _change(finding, "draft", "not judged", finding.level, new.situation)


def _is_of_draft(finding: Finding, new: _Side) -> bool:
    """Whether it fails only by what nobody was told of yet."""
    added = finding.lifecycle.revision is not None
    in_force = any(rule.id == finding.rule for rule in new.rules.judged)
    return finding.outcome == "fail" and (added or not in_force)


def renamed(old: Policy, new: Policy) -> dict[str, str]:
    """The rules of `old` that have another id in `new`, and that id."""
    names = {}
    for rule in new.rules:
        was = old.known_ids.get(rule.id)  # when `new` is the older of the two
        if was and was != rule.id:
            names[was] = rule.id
    for rule in old.rules:
        now = new.known_ids.get(rule.id)
        if now and now != rule.id:
            names[rule.id] = now
    return names


def _keyed(findings: Iterable[Finding], names: Mapping[str, str]) -> dict[_Key, Finding]:
    """Findings by what they are about.

    A fingerprint holds the id of its rule. Those of a renamed one are told apart by their order.
    """
    apart = {*names, *names.values()}
    keyed: dict[_Key, Finding] = {}
    copies: Counter[_Key] = Counter()
    for found in findings:
        same = (found.address, found.subject) if found.rule in apart else (found.fingerprint,)
        key = (names.get(found.rule, found.rule), found.path, *same)
        keyed[*key, copies[key]] = found
        copies[key] += 1
    return keyed


def _kind(was: str, becomes: str) -> str:
    """The kind of a change; empty when nothing that matters changes."""
    if was == becomes:
        return ""
    if becomes in LEVELS:
        return "level" if was in LEVELS else "fails"
    if becomes in CHANGES:
        return becomes if becomes != "soon" or was in ("passes", "not judged") else "passes"
    if becomes == "not judged":
        return "lifted"
    return "soon" if was == "soon" else "passes"


def _change(finding: Finding, kind: str, was: str, becomes: str, situation: Situation) -> Change:
    return Change(
        rule=finding.rule,
        kind=kind,
        was=was,
        becomes=becomes,
        repository=situation.repository,
        path=finding.path,
        line=finding.line,
        column=finding.column,
        subject=finding.subject,
        address=finding.address,
        fingerprint=finding.fingerprint,
        message=finding.message,
        fix=finding.fix,
        owner=situation.team or finding.owner,
    )


def _order(change: Change) -> tuple[object, ...]:
    kind = list(CHANGES).index(change.kind)
    place = bytes_of(change.path), change.line, change.column, change.fingerprint
    return change.rule, kind, change.repository, *place


def _standings(old: _Side, new: _Side) -> Iterator[_Standing]:
    """Where each rule stands in a repository, under both editions."""
    names = renamed(old.decided.policy, new.decided.policy)
    policies = old.decided.policy.rules, new.decided.policy.rules
    titles = {names.get(rule.id, rule.id): rule.title for rules in policies for rule in rules}
    before, after = old.standings(), new.standings()
    older = {now: name for name, now in names.items() if name in before}
    for name, title in titles.items():
        was = before.get(older.get(name, name), "absent")
        yield _Standing(name, title, older.get(name, ""), Life(was, after.get(name, "absent")))


def _rules(standings: Sequence[_Standing], changes: Sequence[Change]) -> Iterator[RuleImpact]:
    """What becomes of each rule that stands or judges differently in some repository."""
    own: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        own[change.rule].append(change)
    lives: dict[str, set[Life]] = defaultdict(set)
    for standing in standings:
        lives[standing.rule].add(standing.life)
    for name, title, formerly, _ in sorted({seen.rule: seen for seen in standings}.values()):
        moved = sorted(life for life in lives[name] if life.was != life.becomes)
        if own[name] or moved or formerly:
            yield RuleImpact(name, title, formerly, moved, *_counts(own[name]))


def _counts(
    changes: Sequence[Change],
) -> tuple[Mapping[str, int], Mapping[str, Mapping[str, int]]]:
    """How many changes there are of each kind; and the same by owner."""
    owners = sorted({change.owner for change in changes})
    return by_kind(changes), {
        owner: by_kind(change for change in changes if change.owner == owner) for owner in owners
    }


def _exit(repositories: Sequence[Judged]) -> int:
    if any(one.errors for one in repositories):
        return INCOMPLETE
    return PASS if any(one.judged for one in repositories) else EMPTY


def _by_repository(request: Request) -> list[Sequence[str]]:
    """The paths of each repository, in their order."""
    if len(request.paths) < 2:
        return [request.paths]
    paths: dict[str, list[str]] = {}
    for path in request.paths:
        root = open_workspace(request._replace(paths=[path])).root
        paths.setdefault(root, []).append(path)
    return [*paths.values()]
