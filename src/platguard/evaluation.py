"""Judges facts by rules, on a day: an outcome for every rule and fact.

The only place where the day meets the facts. All rules of a fact type are judged in one call over
one activation that holds what they read; where that call errs, each rule is judged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from platguard import lifecycle
from platguard.asking import Asking
from platguard.compiled import FAIL, NOT_APPLICABLE, PASS, WARN
from platguard.expressions import Answer
from platguard.model.facts import FACT_NAMES, Fact
from platguard.model.report import OUTCOMES
from platguard.model.standard import Rule, Tightening
from platguard.model.verdict import Said, Told, Verdict
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.telling import Telling
from platguard.together import Together

_NAMES = {PASS: "pass", FAIL: "fail", NOT_APPLICABLE: "not-applicable", WARN: "pass"}


class Evaluation:
    """One policy on one day.

    `counts` has, by rule id, how often each outcome came.
    """

    def __init__(
        self,
        rules: Selection,
        decided: Decided,
        context: Mapping[str, Any],
        said: Said | None = None,
    ) -> None:
        """`context` has the values of compiled.CONTEXT.

        `said` takes up the words that do not depend on the day, for those who judge the same facts
        on several days.
        """
        as_of = date.fromisoformat(context["as_of"])
        known = [*rules.judged, *(rule for rule, _ in rules.unjudged)]
        self.counts = {rule.id: dict.fromkeys(OUTCOMES, 0) for rule in known}
        self._rules = {rule.id: rule for rule in rules.judged}
        self._unjudged: dict[str, list[tuple[str, str]]] = {}
        for rule, outcome in rules.unjudged:
            self._unjudged.setdefault(rule.on, []).append((rule.id, outcome))
        self._compiled = decided.compiled
        self._answers = decided.answers
        self._context = dict(context)
        self._asking = Asking(decided.expressions, self._context)
        self._telling = Telling(decided.compiled, self._asking, said)
        self._together: dict[str, Together] = {}
        self._apart: dict[str, list[Rule]] = {}
        self._alone: dict[str, list[Rule]] = {}
        """Rules that no scan of this policy judges: those that are off, in their tests."""
        together = {name: found.rules for name, found in decided.compiled.types.items()}
        for rule in rules.judged:
            if rule.for_each or rule.schema is not None:
                self._apart.setdefault(rule.on, []).append(rule)
            elif rule.id not in together.get(rule.on, ()):
                self._alone.setdefault(rule.on, []).append(rule)
        self._drafts = {r.id for r in rules.judged if lifecycle.has_draft_revision(r, as_of)}

    def judge(self, fact: Fact) -> Iterator[Verdict]:
        """The verdicts on a fact; every outcome is counted."""
        kind = FACT_NAMES[type(fact)]
        for name, outcome in self._unjudged.get(kind, ()):
            self.counts[name][outcome] += 1
        for verdict in self._judge_as_written(kind, fact):
            yield from self._revised(verdict)

    def _judge_as_written(self, kind: str, fact: Fact) -> Iterator[Verdict]:
        if kind in self._compiled.types:
            yield from self._judge_together(kind, fact)
        for rule in self._apart.get(kind, ()):
            yield from self._judge_apart(rule, fact)
        for rule in self._alone.get(kind, ()):
            yield from self._judge_alone(rule, fact, None)

    def _revised(self, verdict: Verdict) -> Iterable[Verdict]:
        """The verdict as the last revision of its rule leaves it."""
        rule = verdict.rule
        if rule.tightening is None:
            return (verdict,)
        draft = rule.id in self._drafts
        if verdict.outcome == "fail" or (draft and _is_undecided(verdict)):
            was = self._was(verdict, rule.tightening)
            if was.value != FAIL:
                return self._before(verdict, was) if draft else (replace(verdict, added=True),)
        return (verdict,)

    def _before(self, verdict: Verdict, was: Answer) -> Iterable[Verdict]:
        """What the rule was decides, because its revision is still a draft."""
        outcome = "unknown" if was.unknown else _NAMES[was.value]
        self._recount(verdict.rule.id, verdict.outcome, outcome)
        return (replace(verdict, outcome=outcome, reason=was.unknown),) if was.unknown else ()

    def _was(self, verdict: Verdict, tightening: Tightening) -> Answer:
        """What the rule gave before its last revision."""
        rule, fact = verdict.rule, verdict.fact
        compiled = self._compiled.rules[rule.id]
        answer = self._asking.ask(rule, fact, verdict.item, compiled.was, compiled.was_reads)
        if answer.value == FAIL and tightening.schema is not None:
            return Answer(FAIL if _violation(tightening.schema, fact) else PASS)
        return answer

    def _judge_together(self, kind: str, fact: Fact) -> Iterator[Verdict]:
        together = self._together.get(kind)
        if together is None:
            compiled = self._compiled.types[kind]
            judge = self._asking.load(compiled.judge)
            together = self._answers.together(kind, compiled, judge, self._context)
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
        compiled = self._compiled.rules[rule.id]
        answer = self._asking.ask(rule, fact, item, compiled.judge, compiled.reads)
        if answer.unknown:
            yield self._unknown(rule, fact, item, answer.unknown)
            return
        self.counts[rule.id][_NAMES[answer.value]] += 1
        if answer.value in (FAIL, WARN):
            yield Verdict(rule, fact, item, _outcome(answer.value), "")

    def _judge_apart(self, rule: Rule, fact: Fact) -> Iterator[Verdict]:
        compiled = self._compiled.rules[rule.id]
        answer = self._asking.ask(rule, fact, None, compiled.applies, compiled.reads)
        field = rule.for_each.partition(".")[2] or "manifest"
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
        found = _violation(schema, fact)
        self.counts[rule.id]["fail" if found else "pass"] += 1
        if found:
            yield Verdict(rule, fact, None, "fail", found)

    def _unknown(self, rule: Rule, fact: Fact, item: Any, reason: str) -> Verdict:
        self.counts[rule.id]["unknown"] += 1
        return Verdict(rule, fact, item, "unknown", reason)

    def count_as_exempt(self, rule: str) -> None:
        """Counts one failing outcome of the rule as exempt instead."""
        self._recount(rule, "fail", "exempt")

    def _recount(self, rule: str, counted: str, outcome: str) -> None:
        self.counts[rule][counted] -= 1
        self.counts[rule][outcome] += 1

    def tell(self, verdict: Verdict) -> Told:
        """The verdict in words, with the severity that the rule's grades give it."""
        return self._telling.tell(verdict)


def _is_undecided(verdict: Verdict) -> bool:
    """Whether a condition is unknown, rather than the list or the manifest that it is about."""
    rule = verdict.rule
    whole = verdict.item is None and (rule.for_each or rule.schema is not None)
    return verdict.outcome == "unknown" and not whole


def _violation(schema: Mapping[str, Any], fact: Fact) -> str:
    from platguard.model.facts import ObjectFact
    from platguard.schema_rules import violation

    return violation(schema, fact.manifest if isinstance(fact, ObjectFact) else {})


def _outcome(code: int) -> str:
    return "fail" if code == FAIL else "warn"
