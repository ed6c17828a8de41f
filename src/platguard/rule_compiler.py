"""Compiles the expressions of one rule, or says which one is at fault, and where."""

from __future__ import annotations

from dataclasses import replace

from platguard.compiled import CONTEXT, PASS, CompiledRule
from platguard.edit_templates import edit_expression
from platguard.errors import UsageError
from platguard.expressions import ExpressionError, Scope
from platguard.model.standard import Edit, Rule
from platguard.rule_expressions import bind, judge_text, names_in
from platguard.rule_variables import Scopes, fact_variables, item_variables, records
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

    def __init__(self, rule: Rule, scopes: Scopes) -> None:
        self._rule = rule
        self._scopes = scopes
        self._known = self._variables()
        # What is run binds params and named values itself, see `bind`.
        self._unbound = {
            name: kind for name, kind in self._known.items() if not name.startswith("params.")
        }
        self._named = dict(self._known)
        """With the named values, each with the type that it has."""
        self._name_values()
        self._scope = scopes.scope(self._named)
        """Where parts are checked, as their author wrote them."""

    def _variables(self) -> dict[str, str]:
        rule = self._rule
        known = fact_variables(rule.on) | CONTEXT
        if rule.schema is not None:
            known["violation"] = "string"
        if rule.for_each:
            known |= self._item_variables()
        return known | {f"params.{name}": param.type for name, param in rule.params.items()}

    def compiled(self) -> CompiledRule:
        """Every expression of the rule; raises UsageError at the place of the first fault."""
        rule = self._rule
        if rule.at and rule.at not in {name.partition(".")[2] for name in self._known}:
            raise self._fault("at", f"{rule.on} has no field {rule.at}", 1)
        was = self._was_text()
        judge = str(PASS) if rule.schema is not None else judge_text(rule)
        applies = bind(rule, f"({rule.when or 'true'})")
        tell = self._tell_text(rule.message, "message")
        warning = self._tell_text(rule.warning, "warning") if rule.warning else tell
        grades = [bind(rule, f"({grade.when})") for grade in rule.grades]
        edits, edit_reads = self._edits()
        gap = bind(rule, f"({rule.gap})") if rule.gap else ""
        ends = ""
        if rule.ends:
            ends = bind(rule, f"({rule.ends}) + ' ' + ({rule.ending})")
        scope = self._scopes.scope(self._unbound)
        if self._misses_params(applies + judge + tell + gap + ends):
            self._check_parts()
        try:
            return CompiledRule(
                applies=scope.compile(applies),
                judge=scope.compile(judge),
                tell=(told := scope.compile(tell)),
                tell_warning=scope.compile(warning) if warning != tell else told,
                grades=[scope.compile(grade, "bool") for grade in grades],
                reads=self._reads(applies + judge),
                tells=self._reads(tell + warning),
                grade_reads=self._reads(" ".join(grades)),
                was=scope.compile(was) if was else "",
                was_reads=self._reads(was),
                edits=edits,
                edit_reads=edit_reads,
                gap=scope.compile(gap, "int") if gap else "",
                gap_reads=self._reads(gap),
                ends=scope.compile(ends, "string") if ends else "",
                ends_reads=self._reads(ends),
            )
        except ExpressionError as error:
            self._check_parts()
            raise self._fault("id", error.message, 1) from None

    def _misses_params(self, text: str) -> bool:
        """Whether a param is asked for that there is not: bound as one map, they hide a typo."""
        asked = {name for name in names_in(text) if name.startswith("params.")}
        return not asked <= self._known.keys()

    def _check_parts(self) -> None:
        """Raises the fault of the first part that cannot be compiled."""
        for key in ("when", "require", "deny", "warn"):
            if getattr(self._rule, key):
                self._check(key, getattr(self._rule, key), "bool")
        for grade in self._rule.grades:
            self._check("grades", grade.when, "bool")
        if self._rule.gap:
            self._check("gap", self._rule.gap, "int")
        for text in filter(None, (self._rule.ends, self._rule.ending)):
            self._check("warn", text, "string")

    def _was_text(self) -> str:
        """What judged before the last revision, of the fact or of one item."""
        was = self._rule.tightening
        if was is None:
            return ""
        for key in ("when", "require", "deny"):
            if f"was.{key}" in self._rule.places:
                self._check(f"was.{key}", getattr(was, key), "bool")
        require = was.require if was.schema is None else "false"
        former = replace(self._rule, when=was.when, require=require, deny=was.deny)
        return judge_text(replace(former, for_each="", warn=""))

    def _edits(self) -> tuple[list[str], list[str]]:
        """The expression of each edit, and what they read."""
        if not self._rule.edits:
            return [], []
        text = {"text": "string"}
        named = self._scopes.scope(self._named | text)
        scope = self._scopes.scope(self._unbound | text)
        expressions = [self._edit_text(edit, named) for edit in self._rule.edits]
        compiled = [scope.compile(bind(self._rule, expression)) for expression in expressions]
        return compiled, self._reads(" ".join(bind(self._rule, text) for text in expressions))

    def _edit_text(self, edit: Edit, named: Scope) -> str:
        at = edit.at.removeprefix(f"{self._rule.on}.")
        try:
            if at and at != self._rule.on and f"{self._rule.on}.{at}" not in self._known:
                raise ExpressionError(f"{self._rule.on} has no field {at}")
            if edit.when:
                named.compile(edit.when, "bool")
            return edit_expression(edit, named.type_of)
        except ExpressionError as error:
            raise UsageError(
                f"rule {self._rule.id}, edits: {error.message}",
                path=self._rule.path,
                line=edit.line,
                column=edit.column,
            ) from None

    def _tell_text(self, message: str, key: str) -> str:
        rule = self._rule
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
        return _CEL_NAMES.get(self._named.get(text, "")) or self._scope.type_of(text)

    def _check(self, key: str, text: str, returns: str = "") -> None:
        try:
            self._scope.compile(text, returns)
        except ExpressionError as error:
            raise self._fault(key, error.message, error.column) from None

    def _name_values(self) -> None:
        """Learns the type of what `let` binds; a later value may use an earlier one."""
        for name, text in self._rule.let.items():
            try:
                kind = _TYPE_NAMES.get(self._scopes.scope(self._named).type_of(text))
            except ExpressionError as error:
                raise self._fault("let", error.message, error.column) from None
            if kind is None:
                raise self._fault("let", f"{name} is neither text, number, boolean nor list", 1)
            self._named[name] = kind

    def _item_variables(self) -> dict[str, str]:
        kind, _, name = self._rule.for_each.partition(".")
        known = records(self._rule.on)
        if kind != self._rule.on or name not in known:
            lists = " and ".join(f"{self._rule.on}.{field}" for field in known) or "none"
            raise self._fault(
                "for_each",
                f"{self._rule.for_each} is not a list of records; of those {self._rule.on} has "
                f"{lists} (a list of texts is asked by `.exists(item, ...)` in the expression)",
                1,
            )
        return item_variables(self._rule.on, name)

    def _reads(self, text: str) -> list[str]:
        return sorted(names_in(text) & self._known.keys())

    def _fault(self, key: str, message: str, column: int) -> UsageError:
        place = self._rule.places.get(key, (self._rule.line, 1))
        return UsageError(
            f"rule {self._rule.id}, {key}: {message}",
            path=self._rule.path,
            line=place[0],
            column=place[1] + column - 1,
        )
