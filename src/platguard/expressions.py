"""CEL, the expression language of rules: its environment, its checks, its answers.

The language is the Common Expression Language of Kubernetes admission policies, run by
cel-expr-python. Its errors are values, never exceptions; an error that names a field which could
not be known means unknown, every other error is a fault of the rule.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from platguard.functions import UNDECIDED, Function, functions
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.suggestions import suggestion

if TYPE_CHECKING:
    from platguard.tables import Tables

_EXTENSIONS = "name: platguard\nextensions:\n" + "".join(
    f"- name: {name}\n"
    for name in (
        "sets",
        "lists",
        "strings",
        "math",
        "optional",
        "bindings",
        "two-var-comprehensions",
    )
)
_STRINGS = cel.Type.List(cel.Type.STRING)
TYPES: dict[str, Any] = {
    "string": cel.Type.STRING,
    "str": cel.Type.STRING,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "bool": cel.Type.BOOL,
    "any": cel.Type.DYN,
    "list": _STRINGS,
    "list[str]": _STRINGS,
    "dict[str, str]": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
    "dict[str, list[str]]": cel.Type.Map(cel.Type.STRING, _STRINGS),
    "map_of_lists": cel.Type.Map(cel.Type.STRING, _STRINGS),
    "dict[str, Any]": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
}
"""CEL types by the names that fact fields, params and functions use for them."""


class ExpressionError(Exception):
    """An expression that cannot be used: what is wrong, and the column (from 1) in its text."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an evaluation: a value, or why there is none."""

    value: Any = None
    unknown: str = ""
    """The field or reason that leaves it undecided; empty when decided."""
    error: str = ""
    """The fault of the rule; empty when there is none."""


_LOADED = 4_000
"""Expressions that are kept ready: those of a few policies."""
_MISSING = pattern(r'No value with name "([^"]+)" found')
_PLACE = pattern(r"ERROR: <input>:(\d+):(\d+): (.*)")
_UNDECLARED = pattern(r"undeclared reference to '([^']+)'")
_METHODS = (
    *("startsWith", "endsWith", "contains", "matches", "size", "exists", "exists_one", "all"),
    *("filter", "map", "split", "join", "replace", "trim", "lowerAscii", "upperAscii"),
)
"""What CEL itself offers, as far as rules commonly use it."""
_LITERAL_PATTERN = pattern(r"""\.matches\(\s*(r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')\s*\)""")


class Expressions:
    """Compiles expressions over named variables and runs them."""

    def __init__(self, tables: Callable[[], Tables]) -> None:
        self._functions = functions(tables)
        self._declared = [_declaration(function) for function in self._functions]
        self._bare = self._environment({})
        self._loaded = lru_cache(maxsize=_LOADED)(self._deserialized)

    def _environment(self, variables: Mapping[str, str]) -> Any:
        return cel.NewEnv(
            config=cel.NewEnvConfigFromYaml(_EXTENSIONS),
            variables={name: TYPES[kind] for name, kind in variables.items()},
            functions=self._declared,
        )

    def scope(self, variables: Mapping[str, str]) -> Scope:
        """A scope in which expressions may use `variables`: a name of TYPES by dotted name."""
        names = [*variables, *(function.name for function in self._functions)]
        return Scope(self._environment(variables), names)

    def load(self, serialized: str) -> Any:
        """A compiled expression from the text that `Scope.compile` gave; each is loaded once."""
        return self._loaded(serialized)

    def _deserialized(self, serialized: str) -> Any:
        return self._bare.deserialize(a2b_base64(serialized))


class Scope:
    """An environment with declared variables: where expressions are checked and compiled."""

    def __init__(self, environment: Any, names: Sequence[str]) -> None:
        self._environment = environment
        self._names = names

    def compile(self, text: str, returns: str = "") -> str:
        """The checked expression, serialized, as Base64: of the many that are remembered, few are
        needed. Raises ExpressionError, naming what is near.

        `returns` is the type that it must have (a key of TYPES), or empty for any.
        """
        self._check_patterns(text)
        try:
            compiled = self._environment.compile(text)
        except RuntimeError as error:
            raise _readable(str(error), text, self._names) from None
        found = compiled.return_type()
        if returns and not (TYPES[returns] == found or found == cel.Type.DYN):
            raise ExpressionError(f"gives {found.name().lower()}, expected {returns}")
        return b2a_base64(compiled.serialize(), newline=False).decode("ascii")

    def type_of(self, text: str) -> str:
        """The name of the type that an expression has: STRING, INT, BOOL, LIST<STRING>..."""
        try:
            return str(self._environment.compile(text).return_type().name())
        except RuntimeError as error:
            raise _readable(str(error), text, self._names) from None

    def _check_patterns(self, text: str) -> None:
        # RE2 only refuses a pattern when it is first used: use it now, before any file is read.
        for literal in _LITERAL_PATTERN.finditer(text):
            answer = evaluate(self._environment.compile(f"''.matches({literal[1]})"), {})
            if answer.error:
                raise ExpressionError(
                    f"invalid regular expression {literal[1]}: {answer.error}", literal.start(1) + 1
                )


def evaluate(expression: Any, values: Mapping[str, Any]) -> Answer:
    """Runs a compiled expression; variables that are not in `values` count as unknown."""
    result = expression.eval(data=values)
    if result.type() != cel.Type.ERROR:
        return Answer(result.plain_value())
    told = str(result.value())
    missing = _MISSING.search(told)
    if missing:
        return Answer(unknown=missing[1])
    if UNDECIDED in told:
        return Answer(unknown=told.partition(UNDECIDED)[2])
    return Answer(error=told.partition(": ")[2] or told)


def _declaration(function: Function) -> Any:
    overload = cel.Overload(
        function.name,
        TYPES[function.returns],
        [TYPES[parameter] for parameter in function.parameters],
        False,
        function.call,
    )
    return cel.FunctionDecl(function.name, [overload])


def _readable(told: str, text: str, names: Iterable[str]) -> ExpressionError:
    """The first fault that the compiler told, with its column and the nearest name."""
    found = _PLACE.search(told)
    if found is None:
        return ExpressionError(told.splitlines()[0] if told else f"cannot compile {text!r}")
    line, column, message = int(found[1]), int(found[2]), found[3]
    before = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    undeclared = _UNDECLARED.search(message)
    if undeclared is None:
        return ExpressionError(message.removesuffix(" [INVALID_ARGUMENT]"), before + column)
    # The compiler may name only a part, `runtime` of `runtime.produkt`, and points at its dot.
    whole = re.search(rf"(?<![\w.]){re.escape(undeclared[1])}(?:\.\w+)?", text)
    name = whole[0] if whole else undeclared[1]
    start = whole.start() + 1 if whole else before + column
    # A field that is asked something, `container.envs.exists`, is still the field that is wrong.
    field = ".".join(name.split(".")[:2])
    near = suggestion(field, [*names, *_METHODS])
    return ExpressionError(f"no such name: {field}{near}", start)
