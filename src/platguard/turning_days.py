"""On which days a scan may say something else than on the day before; all others are quiet.

Two things make a day: something is dated with it, or a rule that reads the day answers otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from platguard import dates
from platguard.aging import Aging, reads_the_day
from platguard.evaluation import Evaluation
from platguard.exception_days import begins, last_day
from platguard.model.baseline import Baseline
from platguard.model.facts import FACT_NAMES, Fact, SecretFact
from platguard.model.lifecycle import Lifecycle
from platguard.model.policy_exception import ExceptionLimits, PolicyException
from platguard.model.standard import Rule
from platguard.patterns import pattern
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.situation import Situation

_COUNTS_DAYS = pattern(r"(?<![\w.])(?:as_of|exception\.(?:days_left|reason))(?!\w)")
"""What differs from day to day of an exception whose state stays."""
_SHORTEST_AHEAD = 4
"""Days by which months of 28 days fall short of those of 31, and the first of them."""


def of_rules(rules: Iterable[Rule]) -> Iterator[date]:
    """The days that rules and their revisions are dated with, for any repository."""
    for rule in rules:
        for lifecycle in rule.lifecycles.values():
            yield from filter(None, _of_lifecycle(lifecycle))


def _of_lifecycle(lifecycle: Lifecycle) -> Iterator[date | None]:
    yield from (lifecycle.announced, lifecycle.warn_from)
    yield from (lifecycle.enforced_from, lifecycle.retired_from)
    for wave in lifecycle.waves:
        yield from (wave.warn_from, wave.enforced_from)
    if lifecycle.notice_waiver:
        yield from (approval.on for approval in lifecycle.notice_waiver.approvals)


def of_exceptions(exceptions: Iterable[PolicyException], limits: ExceptionLimits) -> Iterator[date]:
    """The days on which exceptions change what they are."""
    for exception in exceptions:
        yield from filter(None, _of_exception(exception, limits))


def of_baselines(baselines: Iterable[Baseline], limits: ExceptionLimits) -> Iterator[date]:
    """The days on which baselines change what they are: the first on which their sunset is not too
    far away, the first after it."""
    for baseline in baselines:
        yield from filter(None, [_moved(baseline.sunset, 1)])
        # Months differ in length, so the day is one of these.
        near = dates.add_months(baseline.sunset, -limits.longest_months)
        yield from filter(None, (_moved(near, days) for days in range(_SHORTEST_AHEAD)))


def _of_exception(exception: PolicyException, limits: ExceptionLimits) -> Iterator[date | None]:
    last = last_day(exception)
    yield dates.parse(exception.requested_on)
    yield begins(exception)
    yield _moved(last, 1)
    yield _moved(last, -limits.expiring_days)
    yield dates.parse(exception.closed_on)
    yield dates.parse(exception.rejected.on) if exception.rejected else None
    yield from (dates.parse(approval.on) for approval in exception.approvals)


def of_evidence(facts: Iterable[Fact]) -> Iterator[date]:
    """The days that facts are dated with: evidence of later days is ignored."""
    for fact in facts:
        if isinstance(fact, SecretFact):
            recorded = (fact.annotated_on, fact.encrypted_on, *fact.dates.values())
            yield from filter(None, (dates.parse(text[:10]) for text in recorded))


def counting_days(rules: Iterable[Rule]) -> bool:
    """Whether a rule about exceptions decides by how many days are left, so that no day is quiet.

    What it looks at is only known once the findings of the day are.
    """
    return any(rule.on == "exception" and _COUNTS_DAYS.search(_deciding(rule)) for rule in rules)


def _deciding(rule: Rule) -> str:
    """Every expression of a rule that may change an outcome, a level or a fingerprint."""
    parts = [rule.when, rule.require, rule.deny, rule.warn, rule.discriminator]
    parts += [*rule.let.values(), *(grade.when for grade in rule.grades)]
    if rule.tightening:
        parts += [rule.tightening.when, rule.tightening.require, rule.tightening.deny]
    return "\n".join(parts)


def of_aging(
    facts: Iterable[Fact], decided: Decided, rules: Selection, span: Sequence[Situation]
) -> Iterator[date]:
    """The days of a span, but its first, on which rules answer otherwise than the day before.

    On all days of the span the same facts are known and the same rules are judged.
    """
    readers = [rule for rule in rules.judged if reads_the_day(rule, decided)]
    if not readers or len(span) < 2:
        return
    distinct = _distinct(facts, readers, decided)
    aging = Aging(rules, decided, span[0].variables)
    asked = [fact for fact in distinct if aging.may_turn(fact)]
    before = None
    for situation in span:
        answers = _answers(asked, readers, decided, situation)
        if before is not None and answers != before:
            yield situation.as_of
        before = answers


def _distinct(facts: Iterable[Fact], readers: Sequence[Rule], decided: Decided) -> list[Fact]:
    """One of all facts that are the same to the rules that read the day."""
    fields: dict[str, set[str]] = {}
    whole: set[str] = set()
    for rule in readers:
        compiled = decided.compiled.rules[rule.id]
        names = (*compiled.reads, *compiled.tells, *compiled.was_reads)
        fields.setdefault(rule.on, set()).update(
            name.partition(".")[2] for name in names if name.startswith(f"{rule.on}.")
        )
        if rule.for_each or rule.schema is not None:
            whole.add(rule.on)
    found: dict[object, Fact] = {}
    for number, fact in enumerate(facts):
        kind = FACT_NAMES[type(fact)]
        if kind in fields:
            read = [getattr(fact, field) for field in sorted(fields[kind])]
            key = (kind, repr(read), tuple(fact.unknown))
            found.setdefault((kind, number) if kind in whole else key, fact)
    return list(found.values())


def _answers(
    facts: Sequence[Fact], readers: Sequence[Rule], decided: Decided, situation: Situation
) -> list[Any]:
    """All that decides about findings, of each fact on the day; not how it is worded."""
    evaluation = Evaluation(Selection(readers), decided, situation.variables)
    answers: list[Any] = []
    for number, fact in enumerate(facts):
        for verdict in evaluation.judge(fact):
            told = evaluation.tell(verdict)
            found = (number, verdict.rule.id, verdict.item, verdict.outcome, verdict.added)
            answers.append((*found, told.discriminator, told.severity, told.level_at_most))
    return answers


def _moved(day: date | None, days: int) -> date | None:
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return None  # beyond what a calendar holds
