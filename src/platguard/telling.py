"""Puts verdicts into words: the message, the remedy, and how grave it is."""

from __future__ import annotations

from platguard import dates
from platguard.asking import Asking
from platguard.compiled import CompiledPolicy, CompiledRule
from platguard.model.standard import LEVELS, SEVERITIES, Rule
from platguard.model.verdict import Said, Told, Verdict

_MOST = 10**9
"""The largest gap, either way, that is told: as far as numbers of a report are believed."""


class Telling:
    """The words of one policy on one day."""

    def __init__(self, compiled: CompiledPolicy, asking: Asking, said: Said | None) -> None:
        """`said` takes up the words that do not depend on the day, for those who judge the same
        facts on several days."""
        self._compiled = compiled
        self._asking = asking
        self._said = said

    def tell(self, verdict: Verdict) -> Told:
        """The verdict in words, with the severity that the rule's grades give it."""
        rule = verdict.rule
        compiled = self._compiled.rules[rule.id]
        if self._said is None or "as_of" in compiled.told_by:
            return self._tell(verdict)
        judged = id(verdict.fact), id(verdict.item)
        key = (rule.id, *judged, verdict.outcome, verdict.reason)
        if key not in self._said:
            # With the fact, so that no other one can come to have its identity.
            self._said[key] = verdict.fact, self._tell(verdict)
        return self._said[key][1]

    def _tell(self, verdict: Verdict) -> Told:
        rule, fact = verdict.rule, verdict.fact
        compiled = self._compiled.rules[rule.id]
        answer = self._asking.ask(
            rule,
            fact,
            verdict.item,
            compiled.tell_warning if verdict.outcome == "warn" else compiled.tell,
            compiled.tells,
            with_unknown=True,
            violation=verdict.reason,
        )
        if answer.unknown:
            return Told(rule.title, "", "", rule.severity, "")
        gap, ends = self._gap(verdict, compiled), self._ends(verdict, compiled)
        message, fix, discriminator, grade = answer.value
        if any(f"{rule.on}.{field}" in compiled.grade_reads for field in fact.unknown):
            grade = self._gravest(verdict, compiled)
        if grade < 0:
            return Told(message, fix, discriminator, rule.severity, "", gap, *ends)
        found = rule.grades[grade]
        return Told(message, fix, discriminator, found.severity, found.level_at_most, gap, *ends)

    def _gap(self, verdict: Verdict, compiled: CompiledRule) -> int | None:
        """How far what fails is from what the rule asks for; None where that cannot be known."""
        if verdict.outcome != "fail" or not compiled.gap:
            return None
        rule, fact = verdict.rule, verdict.fact
        answer = self._asking.ask(rule, fact, verdict.item, compiled.gap, compiled.gap_reads)
        return None if answer.unknown else max(-_MOST, min(int(answer.value), _MOST))

    def _ends(self, verdict: Verdict, compiled: CompiledRule) -> tuple[str, str]:
        """The day of which a warning warns and what ends on it; empty where there is no such day or
        nobody knows it."""
        if verdict.outcome != "warn" or not compiled.ends:
            return "", ""
        rule, fact = verdict.rule, verdict.fact
        answer = self._asking.ask(rule, fact, verdict.item, compiled.ends, compiled.ends_reads)
        day, _, what = ("" if answer.unknown else str(answer.value)).partition(" ")
        return (day, what) if dates.parse(day) else ("", "")

    def _gravest(self, verdict: Verdict, compiled: CompiledRule) -> int:
        """The grade, as an index or -1, where it may hang on what is unknown.

        What nobody can know makes no fault smaller: of those that may hold, the gravest does.
        """
        rule, fact = verdict.rule, verdict.fact
        possible = []
        for number, condition in enumerate(compiled.grades):
            answer = self._asking.ask(rule, fact, verdict.item, condition, compiled.grade_reads)
            if answer.unknown or answer.value:
                possible.append(number)
            if not answer.unknown and answer.value:
                break
        else:
            possible.append(-1)
        return min(possible, key=lambda number: _gravity(rule, number))


def _gravity(rule: Rule, number: int) -> tuple[int, int]:
    """Orders grades, the gravest first; -1 is the rule's own severity, which has no limit."""
    if number < 0:
        return SEVERITIES.index(rule.severity), -1
    grade = rule.grades[number]
    limit = LEVELS.index(grade.level_at_most) if grade.level_at_most else -1
    return SEVERITIES.index(grade.severity), limit
