"""Whether exceptions are still needed, still about anything, and no wider than they should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from platguard.exemptions import Context, Exemptions, most_findings
from platguard.ground import Ground
from platguard.model.facts import FACT_NAMES, ExceptionCommentFact, Fact
from platguard.model.policy_exception import (
    PolicyException,
    Registered,
    ResourceSelector,
    Scope,
    Subject,
)
from platguard.model.report import Finding
from platguard.model.standard import Rule
from platguard.noticing import Noticed, Noticing
from platguard.object_labels import ObjectLabels
from platguard.records import dataclass
from platguard.scopes import covers_repository, is_whole_tree
from platguard.situation import Situation
from platguard.subjects import subject_of
from platguard.tuples import NamedTuple

_FILE, _UNREAD, _LEFT_OUT = "(file)", "(unread)", "(left out)"
"""What files stand for among subjects: no rule has such a name."""


class Health(NamedTuple):
    """What is wrong with an exception that is formally right; empty texts for nothing."""

    unused: str = ""
    orphaned: str = ""
    broad: str = ""


class Evidence(NamedTuple):
    """What one repository shows of an exception in force that may be about it."""

    covered: int
    """How many findings it covers."""
    beyond: int = 0
    """How many more it would cover, were it not for its limit."""
    has_files: bool = True
    """Whether there is a file in its scope."""
    has_targets: bool = True
    """Whether its rules looked at something in its scope."""
    is_decided: bool = True
    """Whether all that it may be about was read and decided."""


class Claim(NamedTuple):
    """What one repository takes of the limit of an exception, which others may need as well."""

    most: int
    """How many findings it may cover in all repositories together."""
    findings: int
    """How many it would cover here, were it not for its limit."""
    fingerprints: Sequence[str] = ()
    """Of these, where each fingerprint stands for one finding."""


class Sight(NamedTuple):
    """What a scan saw of a repository: only who saw everything can say that something is gone."""

    full: bool
    """Whether every file and every rule was judged, so that what was not found is not there."""
    reported: Callable[[str], bool]
    """Whether a path is in the scope of the report; of a register only such entries are told of,
    and those that are about a finding."""
    own_register: bool
    """Whether the register lies in the repository, so that its entries are all about it."""
    paths: Callable[[], Sequence[str]]
    """Every file of the repository."""
    unread: Callable[[], Collection[str]]
    """The files that could not be read, or not in full."""
    left_out: Callable[[], Collection[str]]
    """The files that nobody looks at, by configuration or because of what they are."""
    shared: bool = False
    """Whether many repositories are judged by the register: what is wrong with it is told once for
    all, and not here."""
    shared_tables: bool = False
    """The same of the tables, by which all repositories of an organisation are judged even where
    each brings a register of its own."""


class Watch:
    """Notes, while facts go by, what the rules of the register's exceptions look at."""

    def __init__(
        self,
        types: Collection[str],
        labels: ObjectLabels,
        reported: Callable[[str], bool],
        noticing: Noticing | None = None,
    ) -> None:
        """`types` are the fact types of those rules; `reported` tells which paths are; `noticing`
        sees the same facts."""
        self._noticing = noticing
        self._types = types
        self._labels = labels
        self._reported = reported
        self.comments: list[ExceptionCommentFact] = []
        """Comments that name an exception, or would be one, in the scope of the report."""
        self._seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.noticed: Noticed = noticing.noticed if noticing else {}
        """What was noticed for an organisation."""

    def over(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """The same facts."""
        for fact in facts:
            name = FACT_NAMES[type(fact)]
            if name in self._types:
                self._seen[name].add((fact.path, fact.address))
            if isinstance(fact, ExceptionCommentFact) and self._reported(fact.path):
                self.comments.append(fact)
            if self._noticing:
                self._noticing.note(fact)
            yield fact

    def take(self, seen: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """Notes addresses by fact type and path, which somebody noted before."""
        for name, by_path in seen.items():
            for path, addresses in by_path.items():
                self._seen[name].update((path, address) for address in addresses)

    def seen(self) -> Iterator[Subject]:
        """What was seen, with the name of its fact type in place of a rule."""
        for name, found in self._seen.items():
            for path, address in found:
                yield subject_of(name, path, 0, address, "", self._labels)


@dataclass(frozen=True)
class Examination:
    """What is known of a register after its exceptions were applied."""

    rules: Mapping[str, Rule]
    """The rules of the policy, by id."""
    judged: Collection[str]
    """Ids of those that were judged."""
    situation: Situation
    context: Context
    applied: Exemptions
    undecided: Sequence[Finding]
    """Findings that are unknown."""
    watch: Watch
    sight: Sight

    def health(self, registered: Registered) -> Health:
        """The health of one entry; of one that is over there is nothing to say."""
        if not registered.standing.is_alive:
            return Health()
        exception = registered.exception
        broad = "; ".join(self._broad(exception))
        if not self._is_missing(registered):
            return Health(broad=broad)
        orphaned = self._orphaned(exception)
        unused = "" if orphaned else self._unused(exception)
        return Health(unused, orphaned, broad)

    def evidence(self, registered: Registered) -> Evidence | None:
        """What is seen here of one entry; None where it can cover nothing here."""
        exception = registered.exception
        here = covers_repository(exception.scope, self.situation.repository)
        if not (registered.standing.in_force and here):
            return None
        covered = self.applied.covered.get(exception.id, 0)
        beyond = self.applied.beyond.get(exception.id, 0)
        if covered or beyond:
            return Evidence(covered, beyond)
        return Evidence(
            covered,
            beyond,
            self._has_files(exception),
            self._has_targets(exception),
            self.sight.full and self._is_decided(exception),
        )

    def claim(self, registered: Registered) -> Claim | None:
        """What is taken here of the limit of one entry; None where no other repository may."""
        exception, applied = registered.exception, self.applied
        found = applied.covered.get(exception.id, 0) + applied.beyond.get(exception.id, 0)
        if not found or set(exception.scope.repositories) == {self.situation.repository}:
            return None
        most = most_findings(exception, self.context.limits)
        return Claim(most, found, sorted(applied.fingerprints.get(exception.id, ())))

    def is_critical(self, exception: PolicyException) -> bool:
        """Whether one of its rules is critical."""
        rules = (self.rules.get(name) for name in self.context.rules(exception))
        return any(rule is not None and rule.severity == "critical" for rule in rules)

    def _broad(self, exception: PolicyException) -> Iterator[str]:
        scope, limits = exception.scope, self.context.limits
        if not (scope.paths or scope.resources or scope.fingerprints) and all(
            is_whole_tree(glob) for glob in scope.repositories
        ):
            yield "its scope names no repository, path or resource"
        wide = [pattern for pattern in scope.paths if is_whole_tree(pattern)]
        if wide and not scope.fingerprints:
            yield f"its path {_listed(wide)} is every file"
        if ResourceSelector() in scope.resources:
            yield "one of its resources names nothing, and so is every resource"
        covered = self.applied.covered.get(exception.id, 0)
        beyond = self.applied.beyond.get(exception.id, 0)
        limit = most_findings(exception, limits)
        if beyond:
            yield self._reached(exception, covered + beyond, limit)
        elif covered > limits.most_findings:
            yield f"{covered} findings match; more than {limits.most_findings} hide too much"

    def _reached(self, exception: PolicyException, number: int, limit: int) -> str:
        """What is told of an exception that so many findings match, more than its limit."""
        told = f"{number} findings match and its limit is {limit}"
        return f"{told}: those after {first_of(limit)}, by path and line, are not covered"

    def _is_missing(self, registered: Registered) -> bool:
        """Whether it covers nothing though everything that it could cover was judged."""
        exception, scope = registered.exception, registered.exception.scope
        # In other repositories that an entry of a shared register names, it may be needed.
        about_it = self.sight.own_register or set(scope.repositories) == {self.situation.repository}
        return (
            registered.standing.in_force
            and self.sight.full
            and about_it
            and covers_repository(scope, self.situation.repository)
            and not self.applied.covered.get(exception.id)
        )

    def _orphaned(self, exception: PolicyException) -> str:
        scope = exception.scope
        gone = [rule for rule in exception.rules if self._is_retired(rule)]
        if len(gone) == len(exception.rules):
            return f"{_listed(gone)} {'is' if len(gone) == 1 else 'are'} retired"
        if not self._has_files(exception):
            return f"no file matches {' or '.join(scope.paths)}"
        if not scope.resources or not self._is_decided(exception) or self._has_targets(exception):
            return ""
        rules = _listed(sorted(self._alive(exception)))
        return f"no resource that {rules} looks at matches its selector"

    def _unused(self, exception: PolicyException) -> str:
        if not self._is_decided(exception):
            return ""
        alive, scope = self._alive(exception), exception.scope
        uncoverable = {n for n in alive if self.rules[n].exceptions and not scope.fingerprints}
        if uncoverable:
            rules = _listed(sorted(uncoverable))
            told = f"for {rules} it would have to name fingerprints"
            # Of the others it is not said that they are met: there may be more to cover.
            return told if uncoverable == alive else ""
        rules = _listed(sorted(alive))
        if self._has_targets(exception):
            return f"what is in its scope meets {rules} now"
        where = f" in {' and '.join(scope.paths)}" if scope.paths else ""
        return f"nothing{where} is left that {rules} looks at"

    def _has_files(self, exception: PolicyException) -> bool:
        """Whether a file is in its scope."""
        paths = exception.scope.paths
        return not paths or self._among(self._files, paths, {_FILE})

    def _has_targets(self, exception: PolicyException) -> bool:
        """Whether its rules looked at anything within its scope."""
        types = {self.rules[rule].on for rule in self._alive(exception)}
        return bool(self._seen.within(replace(exception.scope, fingerprints=()), types))

    def _alive(self, exception: PolicyException) -> set[str]:
        """The ids that its rules have now, without those that are retired."""
        known = self.context.known_ids
        return {known.get(n, n) for n in exception.rules if not self._is_retired(n)}

    def _is_decided(self, exception: PolicyException) -> bool:
        """Whether all that it may be about was read and decided, by every rule that it names."""
        alive, paths = self._alive(exception), exception.scope.paths
        if not alive <= set(self.judged):
            return False
        # Without paths it may be about any file, but not about those that nobody looks at.
        doubts = alive | {_UNREAD} | ({_LEFT_OUT} if paths else set())
        return not self._among(self._doubtful, paths, doubts)

    def _among(self, ground: Ground, paths: tuple[str, ...], names: Collection[str]) -> bool:
        return bool(ground.within(Scope(paths=paths), names))

    @cached_property
    def _seen(self) -> Ground:
        """What rules looked at, under the name of its fact type."""
        return self._ground(self.watch.seen())

    @cached_property
    def _files(self) -> Ground:
        return self._ground(_file(_FILE, path) for path in self.sight.paths())

    @cached_property
    def _doubtful(self) -> Ground:
        """The files about which something is not known, under what that is or the rule."""
        named = (
            *((_UNREAD, path) for path in self.sight.unread()),
            *((_LEFT_OUT, path) for path in self.sight.left_out()),
            *((found.rule, found.path) for found in self.undecided),
        )
        return self._ground(_file(*each) for each in named)

    def _ground(self, subjects: Iterable[Subject]) -> Ground:
        return Ground([*subjects], self.situation.repository, lambda path: ())

    def _is_retired(self, name: str) -> bool:
        now = self.context.known_ids.get(name, name)
        rule = self.rules.get(now)
        return not now or (rule is not None and self.situation.state(rule) == "retired")


def _file(name: str, path: str) -> Subject:
    return Subject(name, path, 0, "")


def first_of(number: int) -> str:
    """How people call so many of the first."""
    return "the first" if number == 1 else f"the first {number}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)
