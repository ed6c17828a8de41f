"""Writes docs/reference.md, what rules may ask, from the code itself; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from platguard.compiled import CONTEXT
from platguard.fact_words import HIDDEN, FieldWords, model_words
from platguard.functions import functions
from platguard.model.facts import FACT_TYPES
from platguard.tables import Tables

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "reference.md"


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
    yield from _table("TYPE", [f for f in model_words()["Fact"].fields if f.name not in HIDDEN])


def _facts() -> Iterator[str]:
    words = model_words()
    for name, cls in FACT_TYPES.items():
        found = words[cls.__name__]
        yield f"## {name}"
        yield ""
        yield _cell(found.summary)
        yield ""
        yield from _table(name, found.fields)
        yield from _records(name, found.fields)


def _records(name: str, own: Sequence[FieldWords]) -> Iterator[str]:
    """The records that `for_each` walks over."""
    words = model_words()
    for field in own:
        record = field.type.removeprefix("list[").removesuffix("]")
        if record in words:
            yield f"With `for_each: {name}.{field.name}`: {_cell(words[record].summary)}"
            yield ""
            yield from _table("item", words[record].fields)


def _table(owner: str, fields: Sequence[FieldWords]) -> Iterator[str]:
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    for field in fields:
        yield f"| `{owner}.{field.name}` | {field.type} | {_cell(field.meaning)} |"
    yield ""


def _functions() -> Iterator[str]:
    yield "## Functions"
    yield ""
    yield "Beside [CEL's own](https://cel.dev). Dates are texts, YYYY-MM-DD."
    yield ""
    yield "| function | meaning | true |"
    yield "| --- | --- | --- |"
    for function in functions(_no_tables):
        call = f"{function.name}({', '.join(function.parameters)}) {function.returns}"
        told = _cell(" ".join(function.summary.split()))
        yield f"| `{call}` | {told} | `{function.example}` |"


def _no_tables() -> Tables:
    raise NotImplementedError  # nothing is called here


def _cell(text: str) -> str:
    """A text of one line, fit for a cell of a table."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    made = page()
    if "--check" in sys.argv[1:]:
        sys.exit(
            0 if PAGE.read_text() == made else f"{PAGE.name} is out of date: run {sys.argv[0]}"
        )
    PAGE.write_text(made)
