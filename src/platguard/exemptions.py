"""Which findings the exceptions of the register cover, and which they would but do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field

from platguard.counting import counted
from platguard.ground import Ground
from platguard.model.abroad import NOTHING, Abroad
from platguard.model.policy_exception import (
    ExceptionLimits,
    PolicyException,
    Registered,
    Standing,
    Subject,
)
from platguard.policy_exceptions import DEFAULT_LIMITS, note
from platguard.records import dataclass
from platguard.scopes import specificity


@dataclass(frozen=True, slots=True)
class Exemption:
    """What the register says of one finding."""

    exempt: bool
    exception: PolicyException | None = None
    """The one that covers it, else the one that would and does not."""
    standing: Standing | None = None
    text: str = ""
    """For people; empty when no exception is about the finding."""
    beyond: bool = False
    """Whether only the limit of the exception keeps it from covering the finding."""


NOT_EXCEPTED = Exemption(exempt=False)

_MISSED = ("invalid", "expired")


@dataclass(frozen=True, slots=True)
class Exemptions:
    """What the register says of all findings."""

    of_findings: Sequence[Exemption]
    """One for each finding, in their order."""
    covered: Mapping[str, int]
    """How many findings each exception covers, by its id."""
    beyond: Mapping[str, int]
    """How many more it would cover, were it not for its limit."""
    fingerprints: Mapping[str, Collection[str]]
    """Of an exception that covers one finding for each fingerprint: those of both."""


def _never_moved(path: str) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """What the register is applied to."""

    repository: str
    known_ids: Mapping[str, str] = field(default_factory=dict)
    """The rule that an older id means now."""
    by_fingerprint_only: Collection[str] = frozenset()
    """Rules for which only exceptions scoped by fingerprint count."""
    limits: ExceptionLimits = DEFAULT_LIMITS
    earlier_paths: Callable[[str], Collection[str]] = _never_moved
    """Where a file was before it was renamed."""
    abroad: Abroad = NOTHING
    """What other repositories take of limits."""

    def rules(self, exception: PolicyException) -> set[str]:
        """The ids that its rules have now."""
        return {self.known_ids.get(rule, rule) for rule in exception.rules}


def apply(
    subjects: Sequence[Subject], register: Iterable[Registered], context: Context
) -> Exemptions:
    """What each finding's exception is; several may be about one, the most specific is shown."""
    relevant = [entry for entry in register if entry.standing.state != "closed"]
    found: list[list[tuple[PolicyException, Exemption]]] = [[] for _ in subjects]
    covered = {entry.exception.id: 0 for entry in relevant}
    beyond = dict(covered)
    fingerprints: dict[str, set[str]] = {}
    ground = Ground(subjects, context.repository, context.earlier_paths)
    for entry in relevant:
        exception = entry.exception
        taken: list[str] = []
        for index in ground.within(exception.scope, context.rules(exception)):
            exemption = _exemption(entry, subjects[index], taken, context)
            found[index].append((exception, exemption))
            taken += [subjects[index].fingerprint] if exemption.exempt else []
            beyond[exception.id] += exemption.beyond
            if _is_by_fingerprint(exception) and (exemption.exempt or exemption.beyond):
                fingerprints.setdefault(exception.id, set()).add(subjects[index].fingerprint)
        covered[exception.id] = len(taken)
    shown = [_shown(candidates) for candidates in found]
    return Exemptions(shown, covered, beyond, fingerprints)


def most_findings(exception: PolicyException, limits: ExceptionLimits = DEFAULT_LIMITS) -> int:
    """How many findings it may cover; one for each fingerprint of a scope by fingerprint."""
    if exception.max_findings is not None:
        return exception.max_findings
    return len(set(exception.scope.fingerprints)) or limits.most_findings


def _exemption(
    entry: Registered, subject: Subject, taken: Sequence[str], context: Context
) -> Exemption:
    """What the exception says of a finding within its scope, having taken others before."""
    exception, standing = entry.exception, entry.standing
    if subject.rule in context.by_fingerprint_only and not exception.scope.fingerprints:
        told = f"{exception.id} does not count: for {subject.rule} it must name the fingerprint"
        return Exemption(False, exception, standing, told)
    limit, elsewhere = most_findings(exception, context.limits), context.abroad
    number = len(taken) + elsewhere.taken.get(exception.id, 0)
    copies = (*taken, *elsewhere.taken_fingerprints.get(exception.id, ()))
    is_copy = _is_by_fingerprint(exception) and subject.fingerprint in copies
    if standing.in_force and (number >= limit or is_copy):
        findings = counted(limit, "finding")
        told = f"{exception.id} does not cover it: its limit of {findings} is reached"
        return Exemption(False, exception, standing, told, beyond=True)
    return Exemption(standing.in_force, exception, standing, note(exception, standing, entry.chain))


def _is_by_fingerprint(exception: PolicyException) -> bool:
    """Whether it covers one finding for each fingerprint, as it does unless it says otherwise."""
    return bool(exception.scope.fingerprints) and exception.max_findings is None


def _shown(candidates: Sequence[tuple[PolicyException, Exemption]]) -> Exemption:
    """One that covers before one that does not, the most specific, the latest sunset.

    Of those that do not, first what people may rely on: one that is void or over.
    """

    def rank(candidate: tuple[PolicyException, Exemption]) -> tuple[bool, bool, int, str, str]:
        exception, exemption = candidate
        missed = exemption.standing is not None and exemption.standing.state in _MISSED
        specific = specificity(exception.scope)
        return exemption.exempt, missed, specific, exception.sunset, exception.id

    return max(candidates, key=rank)[1] if candidates else NOT_EXCEPTED
