"""What is wrong with a register that many repositories share, and with the tables: told once.

Whether an entry is still needed is for all repositories together to say that it may be about. Each
shows what it sees (`register_health.Evidence`); where one of them could not be judged, nobody says
that anything is gone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field

from platguard.authorities import Evidence as OfApprovals
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.counting import counted
from platguard.evaluation import Evaluation
from platguard.exempting import exception_facts, standings, table_facts
from platguard.exemptions import Context, Exemptions
from platguard.findings import word
from platguard.model.organisation import Placement
from platguard.model.policy_exception import PolicyException, Registered
from platguard.model.report import Finding
from platguard.object_labels import ObjectLabels
from platguard.organisation.exchange import Exchange
from platguard.reads import Files, OnDisk
from platguard.records import dataclass
from platguard.register_health import Evidence, Examination, Sight, Watch, first_of
from platguard.request import Request
from platguard.scopes import named_by
from platguard.selection import select
from platguard.situation import situate
from platguard.sources.given import GivenFiles
from platguard.workspace import Workspace

NAME = "(register)"
"""What stands for the repository in what is told of the register."""
_MOST_NAMED = 3


class SeenOfRegister:
    """What repositories show of the entries of a register, as they come."""

    def __init__(self) -> None:
        self._evidence: dict[str, bytes] = {}
        self._seen: set[str] = set()

    def add(self, repository: str, exchange: Exchange, *, seen: bool) -> None:
        """Adds a repository, or what it shows now; `seen` tells whether it could be judged, or
        shows what was known of it last."""
        self._evidence.pop(repository, None)
        (self._seen.add if seen else self._seen.discard)(repository)
        if exchange.evidence:
            told = json.dumps(exchange.evidence, separators=(",", ":"))
            self._evidence[repository] = zlib.compress(told.encode("ascii"))

    @property
    def seen(self) -> Set[str]:
        """The repositories that could be judged."""
        return self._seen

    def of_repositories(self) -> Iterator[tuple[str, Mapping[str, Evidence]]]:
        """What each shows, by the id of the entry; in the order of names."""
        for name in sorted(self._evidence):
            found = json.loads(zlib.decompress(self._evidence[name]))
            yield name, {entry: Evidence(*values) for entry, values in found.items()}


def of_register(
    request: Request,
    names: Collection[str],
    seen: SeenOfRegister,
    folder_of: Callable[..., Files] = OnDisk,
) -> list[Finding] | None:
    """The findings about the register and the tables that a request names, by path and line.

    `names` are those of all repositories of the organisation. Where each brings a register of its
    own, the tables are what they share: None where nothing is wrong with these. `folder_of` gives
    the files of a folder that the request names.
    """
    source = GivenFiles({})
    workspace = Workspace(source, (), "", None, lambda path: True, (), True, False, (), ())
    bench = Bench(Cache(request.cache), folder_of)
    placed = request._replace(placement=Placement(NAME))
    settings = bench.settings(placed, workspace)
    decided = bench.decided(settings)
    situation = situate(placed, settings, workspace)
    rules = select(decided.policy, situation, placed)
    entries = bench.register(settings, decided)
    evaluation = Evaluation(rules, decided, situation.variables)
    with OfApprovals(placed, settings, workspace).authority(entries, situation) as authority:
        registered = standings(entries, situation, authority)
    shown = _shown(registered, names, seen)
    examination = _Together(
        rules={rule.id: rule for rule in decided.policy.rules},
        judged=[rule.id for rule in rules.judged],
        situation=situation,
        context=Context(NAME, decided.policy.known_ids, limits=situation.limits),
        applied=Exemptions(
            [],
            {name: each.covered for name, each in shown.items()},
            {name: each.beyond for name, each in shown.items()},
            {},
        ),
        undecided=(),
        watch=Watch((), ObjectLabels(entries), lambda path: True),
        sight=Sight(True, lambda path: True, False, lambda: (), lambda: (), lambda: ()),
        shown=shown,
    )
    about = [*exception_facts(registered, registered, examination), *table_facts(decided)]
    verdicts = [verdict for fact in about for verdict in evaluation.judge(fact)]
    found = [finding for _, finding in word(verdicts, evaluation, situation)]
    return found if found or request.config else None


class _Shown:
    """What all repositories together show of one entry."""

    def __init__(self, *, is_meant: bool, complete: bool) -> None:
        """`is_meant` says that there are repositories that it is for; `complete`, that all of these
        were judged."""
        self.is_meant = is_meant
        self.covered = self.beyond = 0
        self.where: list[str] = []
        """The repositories in which it has reached its limit."""
        self.held = 0
        """How many of those that it covers are known from an earlier day."""
        self.held_by: list[str] = []
        """The repositories that have them, which could not be judged now."""
        self.has_files = self.has_targets = False
        self.is_decided = complete

    def add(self, repository: str, found: Evidence, *, seen: bool) -> None:
        """Adds what one repository shows, or showed when it was judged last."""
        self.covered += found.covered
        self.beyond += found.beyond
        self.has_files |= bool(found.has_files)
        self.has_targets |= bool(found.has_targets)
        self.is_decided &= bool(found.is_decided)
        if found.beyond:
            self.where.append(repository)
        if not seen:
            self.held += found.covered
            self.held_by.append(repository)


def _shown(
    registered: Iterable[Registered], names: Collection[str], seen: SeenOfRegister
) -> dict[str, _Shown]:
    known = frozenset(names)
    meant: dict[str, tuple[bool, bool]] = {}
    """Whether a glob means any repository, and whether all that it means were judged: thousands of
    entries name tens of thousands of repositories by few globs."""

    def told_of(glob: str) -> tuple[bool, bool]:
        if glob not in meant:
            named = named_by(glob, known)
            meant[glob] = bool(named), named <= seen.seen
        return meant[glob]

    found = {}
    for entry in registered:
        told = [told_of(glob) for glob in entry.exception.scope.repositories or ("*",)]
        is_meant, complete = any(some for some, _ in told), all(every for _, every in told)
        found[entry.exception.id] = _Shown(is_meant=is_meant, complete=complete)
    for repository, evidence in seen.of_repositories():
        for name in evidence.keys() & found.keys():
            found[name].add(repository, evidence[name], seen=repository in seen.seen)
    return found


@dataclass(frozen=True)
class _Together(Examination):
    """What is known of a register after its exceptions were applied in all repositories."""

    shown: Mapping[str, _Shown] = field(default_factory=dict)
    """By the id of the exception."""

    def _is_missing(self, registered: Registered) -> bool:
        shown = self.shown[registered.exception.id]
        return registered.standing.in_force and not shown.covered and not shown.beyond

    def _orphaned(self, exception: PolicyException) -> str:
        if not self.shown[exception.id].is_meant:
            named = " or ".join(exception.scope.repositories)
            return f"no repository of the organisation is called {named}"
        return super()._orphaned(exception)

    def _has_files(self, exception: PolicyException) -> bool:
        shown = self.shown[exception.id]
        return shown.has_files or not shown.is_decided

    def _has_targets(self, exception: PolicyException) -> bool:
        return self.shown[exception.id].has_targets

    def _is_decided(self, exception: PolicyException) -> bool:
        return self.shown[exception.id].is_decided

    def _reached(self, exception: PolicyException, number: int, limit: int) -> str:
        shown = self.shown[exception.id]
        told = (
            f"{number} findings of all repositories match and its limit is {limit}: those after"
            f" {first_of(limit)}, by repository, path and line, are not covered"
            f" ({_named(shown.where)})"
        )
        if shown.held_by:
            are, of = "is" if shown.held == 1 else "are", _named(shown.held_by)
            told += (
                f"; {shown.held} of them {are} what was known last of {of}, which could not be"
                " judged"
            )
        return told


def _named(repositories: Sequence[str]) -> str:
    named, more = list(repositories[:_MOST_NAMED]), len(repositories) - _MOST_NAMED
    if more > 0:
        named.append(counted(more, "more repository", "more repositories"))
    return ", ".join(named)
