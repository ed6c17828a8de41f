"""The texts of a rule's expressions, as they are compiled: what its author wrote, put together."""

from __future__ import annotations

import json
from typing import Any

from platguard.compiled import FAIL, NOT_APPLICABLE, PASS, WARN
from platguard.model.standard import Rule
from platguard.patterns import pattern

_NAMES = pattern(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*")
_DOTS = pattern(r"(?:^|\.)\w+").finditer


def judge_text(rule: Rule) -> str:
    """What judges a fact, or one item of its list: it gives PASS, FAIL, NOT_APPLICABLE or WARN."""
    fails = f"({rule.deny})" if rule.deny else f"!({rule.require})"
    passes = f"(({rule.warn}) ? {WARN} : {PASS})" if rule.warn else str(PASS)
    judged = f"({fails} ? {FAIL} : {passes})"
    if rule.when and not rule.for_each:
        judged = f"(({rule.when}) ? {judged} : {NOT_APPLICABLE})"
    return bind(rule, judged)


def bind(rule: Rule, text: str) -> str:
    """The expression with the rule's params and named values bound around it."""
    for name, value in reversed(list(rule.let.items())):
        text = f"cel.bind({name}, {value}, {text})"
    if rule.params:
        values = {name: param.value for name, param in rule.params.items()}
        text = f"cel.bind(params, {_literal(values)}, {text})"
    return text


def _literal(value: Any) -> str:
    # JSON is CEL for the values that params have; dyn() lets one map hold several types.
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_literal(k)}: dyn({_literal(v)})' for k, v in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def names_in(text: str) -> set[str]:
    """The dotted names that an expression mentions, and what they begin with."""
    return {name[: end.end()] for name in _NAMES.findall(text) for end in _DOTS(name)}
