"""Rules to compiled expressions: every expression is checked here, before any file is read.

For each fact type one combined expression judges all its rules in one call; each rule also has an
expression of its own, for when the combined one errs, and one that tells what was found.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from platguard.compiled import ASKED_OF_ALL, CONTEXT, CompiledPolicy, CompiledRule, CompiledType
from platguard.expressions import Expressions
from platguard.model.facts import FACT_TYPES
from platguard.model.standard import Policy, Rule
from platguard.rule_compiler import RuleCompiler
from platguard.rule_expressions import judge_text
from platguard.rule_variables import Scopes, fact_variables


def compile_policy(policy: Policy, expressions: Expressions) -> CompiledPolicy:
    """Checks and compiles every rule; raises UsageError at the place of the first fault."""
    scopes = Scopes(expressions)
    rules = {rule.id: _compiled(rule, scopes) for rule in policy.rules}
    types = {}
    for name in FACT_TYPES:
        together = [
            rule
            for rule in policy.rules
            if rule.on == name and rule.enabled and not rule.for_each and not rule.schema
        ]
        if together:
            text = f"[{', '.join(judge_text(rule) for rule in together)}]"
            reads = sorted({read for rule in together for read in rules[rule.id].reads})
            judge = _kept((name, text), partial(_together, name, text, scopes))
            types[name] = CompiledType([rule.id for rule in together], judge, reads)
    readers = {
        name: [n for n, it in rules.items() if name in (*it.reads, *it.tells, *it.was_reads)]
        for name in ASKED_OF_ALL
    }
    return CompiledPolicy(types, rules, readers)


def _together(name: str, text: str, scopes: Scopes) -> str:
    """The expression that judges all rules of a fact type."""
    return scopes.scope(fact_variables(name) | CONTEXT).compile(text)


_KEPT: dict[Any, Any] = {}
"""What was compiled in this process: many repositories are judged by nearly one policy."""
_MOST_KEPT = 4_000


def _kept(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once for the key."""
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = make()
    return _KEPT[key]


_COMPILED = (
    *("id", "on", "when", "require", "deny", "schema", "for_each", "let", "grades", "warn"),
    *("params", "at", "discriminator", "message", "fix", "warning", "tightening", "edits"),
    *("gap", "ends", "ending"),
)
"""The fields of a rule of which its compiled form is made."""


def _compiled(rule: Rule, scopes: Scopes) -> CompiledRule:
    key = repr([getattr(rule, name) for name in _COMPILED])
    compiled: CompiledRule = _kept(key, lambda: RuleCompiler(rule, scopes).compiled())
    return compiled


def compile_rule(rule: Rule, expressions: Expressions) -> CompiledRule:
    """Checks and compiles one rule; raises UsageError at the place of the first fault."""
    return RuleCompiler(rule, Scopes(expressions)).compiled()
