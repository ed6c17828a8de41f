"""Writes docs/reference.md, what rules may ask, from the code itself; `--check` only compares."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from platguard.compiled import CONTEXT
from platguard.functions import functions
from platguard.model import facts as fact_model
from platguard.model.facts import FACT_TYPES
from platguard.tables import Tables

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "reference.md"
HIDDEN = ("places", "unknown")

Field = tuple[str, str, str]
"""Name, type, meaning."""


def page() -> str:
    """The whole page."""
    return "\n".join(["# What rules may ask", "", *_intro(), *_facts(), *_functions()]) + "\n"


def _intro() -> Iterator[str]:
    yield "Made from the code by `scripts/reference.py`; see [writing rules](writing-rules.md)."
    yield "`platguard facts` prints the facts of a repository."
    yield ""
    yield f"Every rule also knows {', '.join(f'`{name}`' for name in CONTEXT)} and its `params`,"
    yield "and of every fact, `TYPE` standing for the name of its type:"
    yield ""
    yield from _table("TYPE", [f for f in _classes()["Fact"][1] if f[0] not in HIDDEN])


def _facts() -> Iterator[str]:
    classes = _classes()
    for name, cls in FACT_TYPES.items():
        summary, own = classes[cls.__name__]
        yield f"## {name}"
        yield ""
        yield summary
        yield ""
        yield from _table(name, own)
        yield from _records(name, own, classes)


def _records(
    name: str, own: list[Field], classes: dict[str, tuple[str, list[Field]]]
) -> Iterator[str]:
    """The records that `for_each` walks over."""
    for field, kind, _ in own:
        record = kind.removeprefix("list[").removesuffix("]")
        if record in classes:
            yield f"With `for_each: {name}.{field}`: {classes[record][0]}"
            yield ""
            yield from _table("item", classes[record][1])


def _table(owner: str, fields: list[Field]) -> Iterator[str]:
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    for field, kind, meaning in fields:
        yield f"| `{owner}.{field}` | {kind} | {meaning} |"
    yield ""


def _classes() -> dict[str, tuple[str, list[Field]]]:
    """Summary and fields (name, type, meaning) of each class of the model of facts."""
    sources = (path.read_text() for path in Path(str(fact_model.__file__)).parent.glob("*.py"))
    nodes = (node for source in sources for node in ast.parse(source).body)
    found = (node for node in nodes if isinstance(node, ast.ClassDef))
    return {node.name: (_line(ast.get_docstring(node)), _fields(node)) for node in found}


def _fields(node: ast.ClassDef) -> list[Field]:
    fields = []
    following = [*node.body[1:], None]
    for statement, after in zip(node.body, following, strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            told = after.value if isinstance(after, ast.Expr) else None
            text = told.value if isinstance(told, ast.Constant) else ""
            kind = ast.unparse(statement.annotation)
            fields.append((statement.target.id, kind, _line(str(text))))
    return fields


def _functions() -> Iterator[str]:
    yield "## Functions"
    yield ""
    yield "Beside [CEL's own](https://cel.dev). Dates are texts, YYYY-MM-DD."
    yield ""
    yield "| function | meaning | true |"
    yield "| --- | --- | --- |"
    for function in functions(_no_tables):
        call = f"{function.name}({', '.join(function.parameters)}) {function.returns}"
        yield f"| `{call}` | {_line(function.summary)} | `{function.example}` |"


def _no_tables() -> Tables:
    raise NotImplementedError  # nothing is called here


def _line(text: str | None) -> str:
    """A docstring on one line, fit for a cell of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    made = page()
    if "--check" in sys.argv[1:]:
        sys.exit(
            0 if PAGE.read_text() == made else f"{PAGE.name} is out of date: run {sys.argv[0]}"
        )
    PAGE.write_text(made)
