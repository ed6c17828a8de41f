"""What may be judged otherwise on another day, though nothing but the day changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from platguard.compiled import DAY, NOT_APPLICABLE, PASS
from platguard.expressions import evaluate
from platguard.model.facts import FACT_NAMES, Fact, SecretFact
from platguard.model.standard import Rule
from platguard.policy import Decided
from platguard.selection import Selection

_SETTLED = (PASS, NOT_APPLICABLE)


def reads_the_day(rule: Rule, decided: Decided) -> bool:
    """Whether the outcome of a rule, or what it says, depends on the day."""
    return rule.id in decided.compiled.readers[DAY]


class Aging:
    """The rules that read the day, asked without being told it.

    Where a rule is met, or not applicable, whatever the day is, CEL decides all the same.
    """

    def __init__(self, rules: Selection, decided: Decided, variables: Mapping[str, Any]) -> None:
        """`variables` are those of a situation."""
        self._decided = decided
        self._context = {name: told for name, told in variables.items() if name != "as_of"}
        self._readers: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules.judged:
            if reads_the_day(rule, decided):
                self._readers[rule.on].append(rule)
        self._known: dict[tuple[str, str], bool] = {}

    def may_turn(self, fact: Fact) -> bool:
        """Whether some rule may make something else of a fact on another day."""
        if isinstance(fact, SecretFact) and is_recorded(fact):
            return True  # evidence of later days is ignored
        return any(self.may_turn_by(rule, fact) for rule in self._readers[FACT_NAMES[type(fact)]])

    def may_turn_by(self, rule: Rule, fact: Fact) -> bool:
        """Whether a rule may make something else of a fact on another day."""
        if rule.for_each or rule.schema is not None:
            return True  # whether these apply at all is asked by another expression
        values = self._values(rule, fact)
        key = rule.id, repr(values)
        if key not in self._known:
            judge = self._decided.expressions.load(self._decided.compiled.rules[rule.id].judge)
            answer = evaluate(judge, self._context | values)
            undecided = answer.unknown or answer.error
            self._known[key] = bool(undecided) or answer.value not in _SETTLED
        return self._known[key]

    def _values(self, rule: Rule, fact: Fact) -> dict[str, Any]:
        """What the rule reads of the fact, as far as it is known."""
        beginning = f"{rule.on}."
        return {
            name: getattr(fact, name.removeprefix(beginning))
            for name in self._decided.compiled.rules[rule.id].reads
            if name.startswith(beginning) and name.removeprefix(beginning) not in fact.unknown
        }


def is_recorded(secret: SecretFact) -> bool:
    """Whether something is recorded of a secret with its day."""
    return bool(secret.annotated_on or secret.encrypted_on or secret.dates)
