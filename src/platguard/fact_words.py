"""What the fields of facts mean, in the words of the model's own source.

A docstring behind a field is no value at run time: it is read from the module's text. For
documentation and editors only; nothing that judges needs it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from platguard.model import facts as fact_model
from platguard.model.facts import FACT_TYPES
from platguard.records import dataclass

HIDDEN = ("places", "unknown")
"""Fields that no rule can ask for."""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One field of a fact or record."""

    name: str
    type: str
    """As it is annotated: str, int, bool, list[str], list[OpenRule], ..."""
    meaning: str
    """On one line; empty when the source says nothing."""


@dataclass(frozen=True, slots=True)
class FactWords:
    """A type of fact, or a record that one holds."""

    summary: str
    fields: Sequence[FieldWords]
    """Its own ones, without those of every fact."""


@cache
def model_words() -> Mapping[str, FactWords]:
    """Every class of the model of facts, by its name."""
    sources = (path.read_text() for path in Path(str(fact_model.__file__)).parent.glob("*.py"))
    nodes = (node for source in sources for node in ast.parse(source).body)
    found = (node for node in nodes if isinstance(node, ast.ClassDef))
    return {node.name: FactWords(_line(ast.get_docstring(node)), _fields(node)) for node in found}


def fact_words(fact_type: str) -> FactWords:
    """The type of fact by its name in FACT_TYPES, with its own fields first, then every fact's."""
    words = model_words()
    own = words[FACT_TYPES[fact_type].__name__]
    shared = [field for field in words["Fact"].fields if field.name not in HIDDEN]
    return FactWords(own.summary, [*own.fields, *shared])


def _fields(node: ast.ClassDef) -> list[FieldWords]:
    fields = []
    following = [*node.body[1:], None]
    for statement, after in zip(node.body, following, strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            told = after.value if isinstance(after, ast.Expr) else None
            text = told.value if isinstance(told, ast.Constant) else ""
            kind = ast.unparse(statement.annotation)
            fields.append(FieldWords(statement.target.id, kind, _line(str(text))))
    return fields


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
