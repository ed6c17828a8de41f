"""Asks the compiled expressions of rules about facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from platguard.errors import UsageError
from platguard.expressions import Answer, evaluate
from platguard.model.facts import Fact
from platguard.model.standard import Rule

if TYPE_CHECKING:
    from platguard.expressions import Expressions


class Asking:
    """Expressions on one day."""

    def __init__(self, expressions: Expressions, context: Mapping[str, Any]) -> None:
        """`context` has the values of compiled.CONTEXT."""
        self._expressions = expressions
        self._context = context

    def load(self, expression: str) -> Any:
        """A compiled expression, ready to be evaluated."""
        return self._expressions.load(expression)

    def ask(
        self,
        rule: Rule,
        fact: Fact,
        item: Any,
        expression: str,
        reads: Sequence[str],
        *,
        with_unknown: bool = False,
        violation: str | None = None,
        text: str | None = None,
    ) -> Answer:
        """What an expression of a rule gives for a fact, or for an item of its list.

        `reads` names the variables that the expression may need. A field that is unknown leaves
        the answer unknown, or, `with_unknown`, counts as the empty value that it has. `violation`
        is what a schema finds, for the words of its rule; `text` is what stands where an edit
        begins. Raises UsageError for an expression that errs.
        """
        values: dict[str, Any] = dict(self._context)
        for name in reads:
            owner, _, field = name.partition(".")
            if owner == rule.on and (with_unknown or field not in fact.unknown):
                values[name] = getattr(fact, field)
        if item is not None:
            values |= {f"item.{f.name}": getattr(item, f.name) for f in fields(item)}
        if violation is not None:
            values["violation"] = violation
        if text is not None:
            values["text"] = text
        answer = evaluate(self.load(expression), values)
        if answer.error:
            raise _fault(rule, fact, answer)
        return answer


def _fault(rule: Rule, fact: Fact, answer: Answer) -> UsageError:
    return UsageError(
        f"rule {rule.id} cannot judge {fact.path} ({fact.subject or fact.address}): {answer.error}",
        path=rule.path,
        line=rule.line,
        column=1,
        hint="Correct its expressions, and give it an inline test with such a file.",
    )
