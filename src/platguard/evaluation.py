"""Judges facts by rules, on a day: an outcome for every rule and fact.

The only place where the day meets the facts. All rules of a fact type are judged in one call over
one activation that holds what they read; where that call errs, each rule is judged by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from platguard.compiled import FAIL, NOT_APPLICABLE, PASS, WARN
from platguard.errors import UsageError
from platguard.expressions import Answer, evaluate
from platguard.model.facts import FACT_NAMES, Fact
from platguard.model.report import OUTCOMES
from platguard.model.standard import Rule
from platguard.policy import Decided
from platguard.selection import Selection

_REMEMBERED = 20_000
"""Distinct activations whose answers are kept: many facts differ only in what no rule reads."""

_NAMES = {PASS: "pass", FAIL: "fail", NOT_APPLICABLE: "not-applicable", WARN: "pass"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a rule and a fact, where people should hear of it."""

    rule: Rule
    fact: Fact
    item: Any
    """The record of the fact that was judged, for a rule with `for_each`; else None."""
    outcome: str
    """fail, unknown, or warn for what is met but soon will not be."""
    reason: str
    """Of unknown: the field or the reason that leaves it undecided. Of a schema rule: what is
    violated."""


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in words."""

    message: str
    fix: str
    discriminator: str
    severity: str
    level_at_most: str


class Evaluation:
    """One policy on one day.

    `counts` has, by rule id, how often each outcome came; `known_ids` the rule that every id that
    ever was means now.
    """

    def __init__(
        self,
        rules: Selection,
        decided: Decided,
        context: Mapping[str, str],
    ) -> None:
        """`context` has the values of compiled.CONTEXT."""
        known = [*rules.judged, *(rule for rule, _ in rules.unjudged)]
        self.counts = {rule.id: dict.fromkeys(OUTCOMES, 0) for rule in known}
        self._rules = {rule.id: rule for rule in rules.judged}
        self._unjudged: dict[str, list[tuple[str, str]]] = {}
        for rule, outcome in rules.unjudged:
            self._unjudged.setdefault(rule.on, []).append((rule.id, outcome))
        self.known_ids = decided.policy.known_ids
        self._compiled = decided.compiled
        self._expressions = decided.expressions
        self._context = dict(context)
        self._together: dict[str, _Together] = {}
        self._loaded: dict[tuple[str, str], Any] = {}
        self._apart: dict[str, list[Rule]] = {}
        for rule in rules.judged:
            if rule.for_each or rule.schema is not None:
                self._apart.setdefault(rule.on, []).append(rule)

    def judge(self, fact: Fact) -> Iterator[Verdict]:
        """The verdicts on a fact; every outcome is counted."""
        kind = FACT_NAMES[type(fact)]
        for name, outcome in self._unjudged.get(kind, ()):
            self.counts[name][outcome] += 1
        if kind in self._compiled.types:
            yield from self._judge_together(kind, fact)
        for rule in self._apart.get(kind, ()):
            yield from self._judge_apart(rule, fact)

    def _judge_together(self, kind: str, fact: Fact) -> Iterator[Verdict]:
        together = self._together.get(kind)
        if together is None:
            compiled = self._compiled.types[kind]
            judge = self._expressions.load(compiled.judge)
            together = _Together(kind, compiled.rules, compiled.reads, judge, self._context)
            self._together[kind] = together
        codes = together.codes(fact)
        if codes is None:
            for name in together.rules:
                if name in self._rules:
                    yield from self._judge_alone(self._rules[name], fact, None)
            return
        for name, code in zip(together.rules, codes, strict=True):
            if name not in self._rules:
                continue
            self.counts[name][_NAMES[code]] += 1
            if code in (FAIL, WARN):
                yield Verdict(self._rules[name], fact, None, _outcome(code), "")

    def _judge_alone(self, rule: Rule, fact: Fact, item: Any) -> Iterator[Verdict]:
        reads = self._compiled.rules[rule.id].reads
        values = self._values(rule, fact, item, reads, with_unknown=False)
        answer = evaluate(self._load(rule, "judge"), values)
        if answer.error:
            raise _fault(rule, fact, answer)
        if answer.unknown:
            yield self._unknown(rule, fact, item, answer.unknown)
            return
        self.counts[rule.id][_NAMES[answer.value]] += 1
        if answer.value in (FAIL, WARN):
            yield Verdict(rule, fact, item, _outcome(answer.value), "")

    def _judge_apart(self, rule: Rule, fact: Fact) -> Iterator[Verdict]:
        reads = self._compiled.rules[rule.id].reads
        values = self._values(rule, fact, None, reads, with_unknown=False)
        answer = evaluate(self._load(rule, "applies"), values)
        field = rule.for_each.partition(".")[2] or "manifest"
        if answer.error:
            raise _fault(rule, fact, answer)
        if not answer.unknown and not answer.value:
            self.counts[rule.id]["not-applicable"] += 1
        elif answer.unknown or field in fact.unknown:
            yield self._unknown(rule, fact, None, answer.unknown or f"{rule.on}.{field}")
        elif rule.schema is not None:
            yield from self._judge_schema(rule, rule.schema, fact)
        elif not getattr(fact, field):
            self.counts[rule.id]["pass"] += 1
        else:
            for item in getattr(fact, field):
                yield from self._judge_alone(rule, fact, item)

    def _judge_schema(self, rule: Rule, schema: Mapping[str, Any], fact: Fact) -> Iterator[Verdict]:
        from platguard.model.facts import ObjectFact
        from platguard.schema_rules import violation

        found = violation(schema, fact.manifest if isinstance(fact, ObjectFact) else {})
        self.counts[rule.id]["fail" if found else "pass"] += 1
        if found:
            yield Verdict(rule, fact, None, "fail", found)

    def _unknown(self, rule: Rule, fact: Fact, item: Any, reason: str) -> Verdict:
        self.counts[rule.id]["unknown"] += 1
        return Verdict(rule, fact, item, "unknown", reason)

    def count_as_exempt(self, rule: str) -> None:
        """Counts one failing outcome of the rule as exempt instead."""
        self.counts[rule]["fail"] -= 1
        self.counts[rule]["exempt"] += 1

    def tell(self, verdict: Verdict) -> Told:
        """The verdict in words, with the severity that the rule's grades give it."""
        rule = verdict.rule
        compiled = self._compiled.rules[rule.id]
        values = self._values(rule, verdict.fact, verdict.item, compiled.tells, with_unknown=True)
        values["violation"] = verdict.reason
        which = "tell_warning" if verdict.outcome == "warn" else "tell"
        answer = evaluate(self._load(rule, which), values)
        if answer.error:
            raise _fault(rule, verdict.fact, answer)
        if answer.unknown:
            return Told(rule.title, "", "", rule.severity, "")
        message, fix, discriminator, grade = answer.value
        if grade < 0:
            return Told(message, fix, discriminator, rule.severity, "")
        found = rule.grades[grade]
        return Told(message, fix, discriminator, found.severity, found.level_at_most)

    def _load(self, rule: Rule, which: str) -> Any:
        key = (rule.id, which)
        if key not in self._loaded:
            serialized = getattr(self._compiled.rules[rule.id], which)
            self._loaded[key] = self._expressions.load(serialized)
        return self._loaded[key]

    def _values(
        self, rule: Rule, fact: Fact, item: Any, reads: Sequence[str], *, with_unknown: bool
    ) -> dict[str, Any]:
        values: dict[str, Any] = dict(self._context)
        for name in reads:
            owner, _, field = name.partition(".")
            if owner == rule.on and (with_unknown or field not in fact.unknown):
                values[name] = getattr(fact, field)
        if item is not None:
            values |= {f"item.{f.name}": getattr(item, f.name) for f in fields(item)}
        return values


class _Together:
    """All rules of one fact type that are judged in one call."""

    def __init__(
        self,
        kind: str,
        rules: Sequence[str],
        reads: Sequence[str],
        judge: Any,
        context: Mapping[str, str],
    ) -> None:
        self.rules = rules
        self._judge = judge
        self._context = context
        self._fields = [name.partition(".")[2] for name in reads if name.startswith(f"{kind}.")]
        self._names = [f"{kind}.{field}" for field in self._fields]
        self._remembered: dict[Any, Sequence[int] | None] = {}

    def codes(self, fact: Fact) -> Sequence[int] | None:
        """What each rule gives, or None when they have to be judged one by one."""
        values = [getattr(fact, field) for field in self._fields]
        unknown = [field for field in fact.unknown if field in self._fields]
        key = (*map(_hashable, values), *unknown)
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._ask(values, unknown)
        return self._remembered[key]

    def _ask(self, values: Sequence[Any], unknown: Sequence[str]) -> Sequence[int] | None:
        activation = {**dict(zip(self._names, values, strict=True)), **self._context}
        for field in unknown:
            del activation[self._names[self._fields.index(field)]]
        answer = evaluate(self._judge, activation)
        return None if answer.unknown or answer.error else answer.value


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    if isinstance(value, dict):
        return tuple((key, _hashable(item)) for key, item in value.items())
    return value


def _outcome(code: int) -> str:
    return "fail" if code == FAIL else "warn"


def _fault(rule: Rule, fact: Fact, answer: Answer) -> UsageError:
    return UsageError(
        f"rule {rule.id} cannot judge {fact.path} ({fact.subject or fact.address}): {answer.error}",
        path=rule.path,
        line=rule.line,
        column=1,
        hint="Correct its expressions, and give it an inline test with such a file.",
    )
