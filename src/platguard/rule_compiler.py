"""Compiles the expressions of one rule, or says which one is at fault, and where."""

from __future__ import annotations

from dataclasses import replace

from platguard.compiled import CONTEXT, PASS, CompiledRule
from platguard.edit_templates import edit_expression
from platguard.errors import UsageError
from platguard.expressions import ExpressionError, Scope
from platguard.model.standard import Edit, Rule
from platguard.rule_expressions import bind, judge_text, names
from platguard.rule_variables import Scopes, item_variables, records, variables
from platguard.templates import expression_of

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


class RuleCompiler:
    """Compiles the expressions of one rule and says where a fault stands.

    Each part is compiled within the whole expression that is run; only where that fails are the
    parts compiled one by one, to find the one at fault.
    """

    def __init__(self, rule: Rule, expressions: Scopes) -> None:
        self.rule = rule
        known = variables(rule.on) | CONTEXT
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
        judge = str(PASS) if rule.schema is not None else judge_text(rule)
        applies = bind(rule, f"({rule.when or 'true'})")
        tell = self._tell_text(rule.message, "message")
        warning = self._tell_text(rule.warning, "warning") if rule.warning else tell
        grades = [bind(rule, f"({grade.when})") for grade in rule.grades]
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
        asked = {name for name in names(text) if name.startswith("params.")}
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
        return judge_text(replace(former, for_each="", warn=""))

    def _edits(self) -> tuple[list[bytes], list[str]]:
        """The expression of each edit, and what they read."""
        if not self.rule.edits:
            return [], []
        text = {"text": "string"}
        named = self._scopes.scope(self.named | text)
        bound = {name: kind for name, kind in self.known.items() if not name.startswith("params.")}
        scope = self._scopes.scope(bound | text)
        expressions = [self._edit_text(edit, named) for edit in self.rule.edits]
        compiled = [scope.compile(bind(self.rule, expression)) for expression in expressions]
        return compiled, self._reads(" ".join(bind(self.rule, text) for text in expressions))

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
        return bind(rule, f"[{', '.join(f'dyn({part})' for part in parts)}]")

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

    def _with_lets(self, known: dict[str, str], expressions: Scopes) -> Scope:
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
        known = records(self.rule.on)
        if kind != self.rule.on or name not in known:
            lists = " and ".join(f"{self.rule.on}.{field}" for field in known) or "none"
            raise self._fault(
                "for_each",
                f"{self.rule.for_each} is not a list of records; of those {self.rule.on} has "
                f"{lists} (a list of texts is asked by `.exists(item, ...)` in the expression)",
                1,
            )
        return item_variables(self.rule.on, name)

    def _reads(self, text: str) -> list[str]:
        return sorted(names(text) & self.known.keys())

    def _fault(self, key: str, message: str, column: int) -> UsageError:
        place = self.rule.places.get(key, (self.rule.line, 1))
        return UsageError(
            f"rule {self.rule.id}, {key}: {message}",
            path=self.rule.path,
            line=place[0],
            column=place[1] + column - 1,
        )
