"""Which findings the exceptions of the register cover, and which they would but do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from platguard.model.policy_exception import (
    ExceptionLimits,
    PolicyException,
    Standing,
    Subject,
)
from platguard.policy_exceptions import DEFAULT_LIMITS, note
from platguard.scopes import contains, specificity

Entry = tuple[PolicyException, Standing]
"""An exception and what it is on the day."""


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


@dataclass(frozen=True, slots=True)
class Exemptions:
    """What the register says of all findings."""

    of_findings: Sequence[Exemption]
    """One for each finding, in their order."""
    covered: Mapping[str, int]
    """How many findings each exception covers, by its id."""
    beyond: Mapping[str, int]
    """How many more it would cover, were it not for its limit."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the register is applied to."""

    repository: str
    as_of: date
    known_ids: Mapping[str, str] = field(default_factory=dict)
    """The rule that an older id means now."""
    by_fingerprint_only: Collection[str] = frozenset()
    """Rules for which only exceptions scoped by fingerprint count."""
    limits: ExceptionLimits = DEFAULT_LIMITS


def apply(subjects: Sequence[Subject], entries: Iterable[Entry], context: Context) -> Exemptions:
    """What each finding's exception is; several may be about one, the most specific is shown."""
    relevant = [entry for entry in entries if entry[1].state != "closed"]
    found: list[list[tuple[PolicyException, Exemption]]] = [[] for _ in subjects]
    covered = {exception.id: 0 for exception, _ in relevant}
    beyond = dict(covered)
    for entry, matches in _matches(subjects, relevant, context):
        for index in matches:
            name = entry[0].id
            exemption = _exemption(entry, subjects[index], covered[name], context)
            found[index].append((entry[0], exemption))
            covered[name] += exemption.exempt
            beyond[name] += exemption.beyond
    return Exemptions([_shown(candidates) for candidates in found], covered, beyond)


def most_findings(exception: PolicyException, limits: ExceptionLimits = DEFAULT_LIMITS) -> int:
    """How many findings it may cover; one for each fingerprint of a scope by fingerprint."""
    if exception.max_findings is not None:
        return exception.max_findings
    return len(exception.scope.fingerprints) or limits.most_findings


def _matches(
    subjects: Sequence[Subject], entries: Sequence[Entry], context: Context
) -> Iterable[tuple[Entry, list[int]]]:
    """Each exception with the findings within its scope, by path and line."""
    by_rule: dict[str, list[int]] = {}
    for index, subject in enumerate(subjects):
        by_rule.setdefault(subject.rule, []).append(index)
    for entry in entries:
        exception = entry[0]
        rules = {context.known_ids.get(rule, rule) for rule in exception.rules}
        indices = [index for rule in rules for index in by_rule.get(rule, ())]
        indices.sort(key=lambda i: _position(subjects[i]))
        yield (
            entry,
            [i for i in indices if contains(exception.scope, subjects[i], context.repository)],
        )


def _position(subject: Subject) -> tuple[str, int, str, str]:
    return subject.path, subject.line, subject.rule, subject.fingerprint


def _exemption(entry: Entry, subject: Subject, covered: int, context: Context) -> Exemption:
    """What the exception says of a finding within its scope, having covered so many before."""
    exception, standing = entry
    if subject.rule in context.by_fingerprint_only and not exception.scope.fingerprints:
        told = f"{exception.id} does not count: for {subject.rule} it must name the fingerprint"
        return Exemption(False, exception, standing, told)
    limit = most_findings(exception, context.limits)
    if standing.in_force and covered >= limit:
        findings = f"{limit} finding{'' if limit == 1 else 's'}"
        told = f"{exception.id} does not cover it: its limit of {findings} is reached"
        return Exemption(False, exception, standing, told, beyond=True)
    return Exemption(
        standing.in_force, exception, standing, note(exception, standing, context.as_of)
    )


def _shown(candidates: Sequence[tuple[PolicyException, Exemption]]) -> Exemption:
    """One that covers before one that does not, the most specific, the latest sunset."""

    def rank(candidate: tuple[PolicyException, Exemption]) -> tuple[bool, int, str, str]:
        exception, exemption = candidate
        return exemption.exempt, specificity(exception.scope), exception.sunset, exception.id

    return max(candidates, key=rank)[1] if candidates else NOT_EXCEPTED
