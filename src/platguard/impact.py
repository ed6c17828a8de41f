"""Two editions of the standards on the same facts, on the same day: what changes for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from platguard import __version__
from platguard.assembly import EMPTY, INCOMPLETE, PASS
from platguard.cache import Cache
from platguard.edition_changes import changes_between, is_of_draft
from platguard.edition_dates import date_changes
from platguard.edition_side import Side, renamed
from platguard.editions import Edition, settings_of
from platguard.enforcement import all_enforced, drafts_enforced
from platguard.errors import UsageError
from platguard.material import Material
from platguard.model.impact import (
    CHANGES,
    DATES,
    Change,
    DateChange,
    Impact,
    Judged,
    Life,
    RuleImpact,
    by_kind,
)
from platguard.model.paths import bytes_of
from platguard.policy import Policies
from platguard.register import read_register
from platguard.request import Request
from platguard.selection import Selection, select
from platguard.settings import Settings
from platguard.situation import situate
from platguard.stat_memory import StatMemory
from platguard.tuples import NamedTuple
from platguard.workspace import open_workspace


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
    dates: Sequence[tuple[str, DateChange]]
    """Each with the id of its rule."""


def impact(request: Request, old: str, new: str, *, enforced: bool = False) -> Impact:
    """What becomes of the repositories of a request when `new` replaces `old`.

    With `enforced` every rule counts as enforced already. Raises UsageError or SourceError when an
    edition or a repository cannot be used.
    """
    editions = Edition(old, request), Edition(new, request)
    if request.config and all(edition.is_configuration for edition in editions):
        raise UsageError("--config is for standards, and both editions bring their configuration")
    cache = Cache(request.cache)
    policies = Policies(cache)
    found: list[_Found] = []
    for paths in _by_repository(request):
        asked = request._replace(paths=paths)
        comparison = _Comparison(asked, *editions, cache, policies, enforced=enforced)
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
        rules=list(_rules(found, changes)),
        changes=changes,
        exit=_exit(repositories),
    )


class _Comparison:
    """Both editions in one repository."""

    def __init__(
        self,
        request: Request,
        old: Edition,
        new: Edition,
        cache: Cache,
        policies: Policies,
        *,
        enforced: bool,
    ) -> None:
        self._cache = cache
        self._policies = policies
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
        before, after = old.findings(material), new.findings(material)
        found = drafts.findings(material) if drafts.rules.judged else ()
        later = [finding for finding in found if is_of_draft(finding, new)]
        material.memory.close(whole=self._workspace.whole)
        self._stats.close()
        coverage = material.survey.coverage()
        judged = Judged(
            name=new.situation.repository,
            path=self._workspace.paths[0],
            discovered=coverage.discovered,
            judged=coverage.judged,
            errors=coverage.failed,
        )
        return _Found(
            judged,
            changes=list(changes_between(old, new, before, after, later)),
            rules=list(_standings(old, new)),
            # Taken as enforced already, no rule has a date to wait for.
            dates=[] if self._enforced else list(date_changes(old, new, [*after, *later])),
        )

    def _side(self, settings: Settings) -> Side:
        decided = self._policies.decided(settings)
        situation = situate(self._request, settings, self._workspace)
        rules = select(decided.policy, situation, self._request)
        return Side(decided, situation, all_enforced(rules, situation) if self._enforced else rules)

    def _material(self, sides: Sequence[Side]) -> Material:
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


def _order(change: Change) -> tuple[object, ...]:
    kind = list(CHANGES).index(change.kind)
    place = bytes_of(change.path), change.line, change.column, change.fingerprint
    return change.rule, kind, change.repository, *place


def _standings(old: Side, new: Side) -> Iterator[_Standing]:
    """Where each rule stands in a repository, under both editions."""
    names = renamed(old.decided.policy, new.decided.policy)
    policies = old.decided.policy.rules, new.decided.policy.rules
    titles = {names.get(rule.id, rule.id): rule.title for rules in policies for rule in rules}
    before, after = old.standings(), new.standings()
    older = {now: name for name, now in names.items() if name in before}
    for name, title in titles.items():
        was = before.get(older.get(name, name), "absent")
        yield _Standing(name, title, older.get(name, ""), Life(was, after.get(name, "absent")))


def _rules(found: Sequence[_Found], changes: Sequence[Change]) -> Iterator[RuleImpact]:
    """What becomes of each rule that stands, judges or is dated differently in some repository."""
    own: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        own[change.rule].append(change)
    standings = [seen for one in found for seen in one.rules]
    lives: dict[str, set[Life]] = defaultdict(set)
    for standing in standings:
        lives[standing.rule].add(standing.life)
    dates = _dates(pair for one in found for pair in one.dates)
    for name, title, formerly, _ in sorted({seen.rule: seen for seen in standings}.values()):
        moved = sorted(life for life in lives[name] if life.was != life.becomes)
        if own[name] or moved or formerly or name in dates:
            told = dates.get(name, [])
            yield RuleImpact(name, title, formerly, moved, told, *_counts(own[name]))


def _dates(found: Iterable[tuple[str, DateChange]]) -> dict[str, list[DateChange]]:
    """The changes of dates by rule, those that are alike in several repositories as one."""
    alike: dict[tuple[object, ...], tuple[str, DateChange]] = {}
    for rule, change in found:
        key = (rule, change.revision, change.name, change.was, change.becomes)
        if key in alike:
            _, known = alike[key]
            change = change._replace(
                findings=known.findings + change.findings,
                repositories=(*known.repositories, *change.repositories),
            )
        alike[key] = rule, change
    by_rule: dict[str, list[DateChange]] = defaultdict(list)
    for rule, change in alike.values():
        by_rule[rule].append(change)
    names = list(DATES)
    for changes in by_rule.values():
        changes.sort(key=lambda change: (change.revision or 0, names.index(change.name)))
    return by_rule


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
