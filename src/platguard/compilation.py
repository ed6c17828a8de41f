"""Rules to compiled expressions: every expression is checked here, before any file is read.

For each fact type one combined expression judges all its rules in one call; each rule also has an
expression of its own, for when the combined one errs, and one that tells what was found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

from platguard.compiled import (
    CONTEXT,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    WARN,
    CompiledPolicy,
    CompiledRule,
    CompiledType,
)
from platguard.edit_templates import edit_expression
from platguard.errors import UsageError
from platguard.expressions import ExpressionError, Expressions, Scope
from platguard.model import facts as fact_model
from platguard.model.facts import FACT_TYPES
from platguard.model.standard import Edit, Policy, Rule
from platguard.templates import expression_of


def compile_policy(policy: Policy, expressions: Expressions) -> CompiledPolicy:
    """Checks and compiles every rule; raises UsageError at the place of the first fault."""
    scopes = _Scopes(expressions)
    rules = {rule.id: _compiled(rule, scopes) for rule in policy.rules}
    types = {}
    for name in FACT_TYPES:
        together = [
            rule
            for rule in policy.rules
            if rule.on == name and rule.enabled and not rule.for_each and not rule.schema
        ]
        if together:
            scope = scopes.scope(_variables(name) | CONTEXT)
            text = f"[{', '.join(_judge_text(rule) for rule in together)}]"
            reads = sorted({read for rule in together for read in rules[rule.id].reads})
            judge = _kept((name, text), partial(scope.compile, text))
            types[name] = CompiledType([rule.id for rule in together], judge, reads)
    return CompiledPolicy(types, rules)


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
)
"""The fields of a rule of which its compiled form is made."""


def _compiled(rule: Rule, scopes: _Scopes) -> CompiledRule:
    key = repr([getattr(rule, name) for name in _COMPILED])
    compiled: CompiledRule = _kept(key, lambda: _RuleCompiler(rule, scopes).compiled())
    return compiled


def compile_rule(rule: Rule, expressions: Expressions) -> CompiledRule:
    """Checks and compiles one rule; raises UsageError at the place of the first fault."""
    return _RuleCompiler(rule, _Scopes(expressions)).compiled()


class _Scopes:
    """Scopes by their variables: making one costs more than compiling an expression in it."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self._known: dict[frozenset[tuple[str, str]], Scope] = {}

    def scope(self, variables: Mapping[str, str]) -> Scope:
        """The scope of these variables."""
        key = frozenset(variables.items())
        if key not in self._known:
            self._known[key] = self._expressions.scope(variables)
        return self._known[key]


class _RuleCompiler:
    """Compiles the expressions of one rule and says where a fault stands.

    Each part is compiled within the whole expression that is run; only where that fails are the
    parts compiled one by one, to find the one at fault.
    """

    def __init__(self, rule: Rule, expressions: _Scopes) -> None:
        self.rule = rule
        known = _variables(rule.on) | CONTEXT
        if rule.schema is not None:
            known["violation"] = "string"
        if rule.for_each:
            known |= self._item_variables()
        known |= {f"params.{name}": param.type for name, param in rule.params.items()}
        self.scope = self._with_lets(known, expressions)
        # Compiled once more without params and lets, which the text itself binds.
        self.bound = expressions.scope(
            {name: kind for name, kind in known.items() if not name.startswith("params.")}
        )
        self.known = known
        self._scopes = expressions

    def compiled(self) -> CompiledRule:
        rule = self.rule
        if rule.at and rule.at not in {name.partition(".")[2] for name in self.known}:
            raise self._fault("at", f"{rule.on} has no field {rule.at}", 1)
        was = self._was_text()
        judge = str(PASS) if rule.schema is not None else _judge_text(rule)
        applies = _bind(rule, f"({rule.when or 'true'})")
        tell = self._tell_text(rule.message, "message")
        warning = self._tell_text(rule.warning, "warning") if rule.warning else tell
        grades = [_bind(rule, f"({grade.when})") for grade in rule.grades]
        edits, edit_reads = self._edits()
        if self._misses_params(applies + judge + tell):
            self._check_parts()
        try:
            return CompiledRule(
                applies=self.bound.compile(applies),
                judge=self.bound.compile(judge),
                tell=(told := self.bound.compile(tell)),
                tell_warning=self.bound.compile(warning) if warning != tell else told,
                grades=[self.bound.compile(grade, "bool") for grade in grades],
                reads=self._reads(applies + judge),
                tells=self._reads(tell + warning),
                grade_reads=self._reads(" ".join(grades)),
                was=self.bound.compile(was) if was else b"",
                was_reads=self._reads(was),
                edits=edits,
                edit_reads=edit_reads,
            )
        except ExpressionError as error:
            self._check_parts()
            raise self._fault("id", error.message, 1) from None

    def _misses_params(self, text: str) -> bool:
        """Whether a param is asked for that there is not: bound as one map, they hide a typo."""
        asked = {name for name in _names(text) if name.startswith("params.")}
        return not asked <= self.known.keys()

    def _check_parts(self) -> None:
        """Raises the fault of the first part that cannot be compiled."""
        for key in ("when", "require", "deny", "warn"):
            if getattr(self.rule, key):
                self._check(key, getattr(self.rule, key), "bool")
        for grade in self.rule.grades:
            self._check("grades", grade.when, "bool")

    def _was_text(self) -> str:
        """What judged before the last revision, of the fact or of one item."""
        was = self.rule.tightening
        if was is None:
            return ""
        for key in ("when", "require", "deny"):
            if f"was.{key}" in self.rule.places:
                self._check(f"was.{key}", getattr(was, key), "bool")
        require = was.require if was.schema is None else "false"
        former = replace(self.rule, when=was.when, require=require, deny=was.deny)
        return _judge_text(replace(former, for_each="", warn=""))

    def _edits(self) -> tuple[list[bytes], list[str]]:
        """The expression of each edit, and what they read."""
        if not self.rule.edits:
            return [], []
        text = {"text": "string"}
        named = self._scopes.scope(self.named | text)
        bound = {name: kind for name, kind in self.known.items() if not name.startswith("params.")}
        scope = self._scopes.scope(bound | text)
        expressions = [self._edit_text(edit, named) for edit in self.rule.edits]
        compiled = [scope.compile(_bind(self.rule, expression)) for expression in expressions]
        return compiled, self._reads(" ".join(_bind(self.rule, text) for text in expressions))

    def _edit_text(self, edit: Edit, named: Scope) -> str:
        at = edit.at.removeprefix(f"{self.rule.on}.")
        try:
            if at and at != self.rule.on and f"{self.rule.on}.{at}" not in self.known:
                raise ExpressionError(f"{self.rule.on} has no field {at}")
            if edit.when:
                named.compile(edit.when, "bool")
            return edit_expression(edit, named.type_of)
        except ExpressionError as error:
            raise UsageError(
                f"rule {self.rule.id}, edits: {error.message}",
                path=self.rule.path,
                line=edit.line,
                column=edit.column,
            ) from None

    def _tell_text(self, message: str, key: str) -> str:
        rule = self.rule
        if rule.discriminator:
            self._check("discriminator", rule.discriminator, "string")
        grade = "-1"
        for number, found in reversed(list(enumerate(rule.grades))):
            grade = f"({found.when}) ? {number} : ({grade})"
        parts = [
            self._template(message, key),
            self._template(rule.fix, "fix"),
            rule.discriminator or '""',
            grade,
        ]
        return _bind(rule, f"[{', '.join(f'dyn({part})' for part in parts)}]")

    def _template(self, template: str, key: str) -> str:
        try:
            return expression_of(template, self._type_of)
        except ExpressionError as error:
            raise self._fault(key, error.message, error.column) from None

    def _type_of(self, text: str) -> str:
        """The type of an expression, by the name that CEL gives it."""
        return _CEL_NAMES.get(self.named.get(text, "")) or self.scope.type_of(text)

    def _check(self, key: str, text: str, returns: str = "") -> None:
        try:
            self.scope.compile(text, returns)
        except ExpressionError as error:
            raise self._fault(key, error.message, error.column) from None

    def _with_lets(self, known: dict[str, str], expressions: _Scopes) -> Scope:
        """A scope that also knows what `let` binds, each name with the type that it has."""
        self.named = dict(known)
        self.scope = expressions.scope(self.named)
        for name, text in self.rule.let.items():
            try:
                kind = _TYPE_NAMES.get(self.scope.type_of(text))
            except ExpressionError as error:
                raise self._fault("let", error.message, error.column) from None
            if kind is None:
                raise self._fault("let", f"{name} is neither text, number, boolean nor list", 1)
            self.named[name] = kind
            self.scope = expressions.scope(self.named)
        return self.scope

    def _item_variables(self) -> dict[str, str]:
        kind, _, name = self.rule.for_each.partition(".")
        records = _records(self.rule.on)
        if kind != self.rule.on or name not in records:
            lists = " and ".join(f"{self.rule.on}.{field}" for field in records) or "none"
            raise self._fault(
                "for_each",
                f"{self.rule.for_each} is not a list of records; of those {self.rule.on} has "
                f"{lists} (a list of texts is asked by `.exists(item, ...)` in the expression)",
                1,
            )
        record = getattr(fact_model, records[name])
        return {f"item.{field.name}": str(field.type) for field in fields(record)}

    def _reads(self, text: str) -> list[str]:
        return sorted(_names(text) & self.known.keys())

    def _fault(self, key: str, message: str, column: int) -> UsageError:
        place = self.rule.places.get(key, (self.rule.line, 1))
        return UsageError(
            f"rule {self.rule.id}, {key}: {message}",
            path=self.rule.path,
            line=place[0],
            column=place[1] + column - 1,
        )


_TYPE_NAMES = {
    "STRING": "string",
    "INT": "int",
    "DOUBLE": "double",
    "BOOL": "bool",
    "LIST<STRING>": "list",
    "DYN": "any",
}
"""The types that named values may have, by the names that CEL gives them."""


_CEL_NAMES = {"string": "STRING", "str": "STRING", "int": "INT", "bool": "BOOL"}
"""What CEL calls the types of variables that templates mostly show."""


def _names(text: str) -> set[str]:
    """The dotted names that an expression mentions, and what they begin with."""
    return {name[: end.end()] for name in _NAMES.findall(text) for end in _DOTS(name)}


_NAMES = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*")
_DOTS = re.compile(r"(?:^|\.)\w+").finditer


def _variables(fact_type: str) -> dict[str, str]:
    """The variables of a fact type: its fields of plain types, by dotted name."""
    hidden = {"places", "unknown"}
    return {
        f"{fact_type}.{field.name}": str(field.type)
        for field in fields(FACT_TYPES[fact_type])
        if field.name not in hidden and not _RECORDS.fullmatch(str(field.type))
    }


_RECORDS = re.compile(r"list\[([A-Z]\w+)\]")


def _records(fact_type: str) -> dict[str, str]:
    """The fields of a fact type that hold records, and the name of the record's class."""
    found = ((f.name, _RECORDS.fullmatch(str(f.type))) for f in fields(FACT_TYPES[fact_type]))
    return {name: match[1] for name, match in found if match}


def _judge_text(rule: Rule) -> str:
    fails = f"({rule.deny})" if rule.deny else f"!({rule.require})"
    passes = f"(({rule.warn}) ? {WARN} : {PASS})" if rule.warn else str(PASS)
    judged = f"({fails} ? {FAIL} : {passes})"
    if rule.when and not rule.for_each:
        judged = f"(({rule.when}) ? {judged} : {NOT_APPLICABLE})"
    return _bind(rule, judged)


def _bind(rule: Rule, text: str) -> str:
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
