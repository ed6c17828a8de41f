"""Templates of messages: text with `{expression}` in it, turned into one expression."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from platguard.expressions import ExpressionError
from platguard.model.standard import Rule
from platguard.rule_words import said


def expression_of(template: str, type_of: Callable[[str], str]) -> str:
    """The CEL expression that gives the template's text; `{{` and `}}` stand for braces.

    `type_of` tells the type of an expression, so that numbers become text and lists are joined.
    Raises ExpressionError, its column within the template.
    """
    texts = []
    for column, code, text in parts(template):
        if not code:
            texts.append(json.dumps(text, ensure_ascii=False))
            continue
        try:
            kind = type_of(text)
        except ExpressionError as error:
            raise ExpressionError(error.message, column + error.column - 1) from None
        texts.append(_as_text(text, kind, column))
    return " + ".join(texts) or '""'


def _as_text(code: str, kind: str, column: int) -> str:
    if kind == "STRING":
        return f"({code})"
    if kind in ("INT", "UINT", "DOUBLE", "BOOL", "DYN"):
        return f"string({code})"
    if kind.startswith("LIST"):
        return f'({code}).join(", ")'
    raise ExpressionError(f"a message cannot show a {kind.lower()}", column)


def parts(template: str) -> Iterator[tuple[int, bool, str]]:
    """(column, is an expression, text) of each part of the template; raises ExpressionError."""
    text, start, position = "", 0, 0
    while position < len(template):
        character = template[position]
        if character in "{}" and template[position : position + 2] == character * 2:
            text += character
            position += 2
        elif character == "{":
            if text:
                yield start + 1, False, text
            end = _closing(template, position)
            yield position + 2, True, template[position + 1 : end]
            text, start, position = "", end + 1, end + 1
        elif character == "}":
            raise ExpressionError("a lone `}`: write `}}` for a brace", position + 1)
        else:
            text += character
            position += 1
    if text:
        yield start + 1, False, text


def in_words(template: str, rule: Rule) -> str:
    """A message or fix as people read it before anything is found.

    A param is its value, a field of what is found its name: `<image reference>`. What takes more
    than a name is `...`.
    """
    return "".join(_word(text, rule) if code else text for _, code, text in parts(template))


def _word(code: str, rule: Rule) -> str:
    owner, dot, name = code.strip().partition(".")
    if owner == "params" and name in rule.params:
        return said(rule.params[name].value)
    if owner in (rule.on, "item") and dot and name.replace(".", "_").isidentifier():
        whose = "" if owner == "item" else f"{owner} "
        return f"<{whose}{name.replace('.', ' ')}>".replace("_", " ")
    return "..."


def _closing(template: str, opening: int) -> int:
    """Where the brace that opens at `opening` closes; quotes and inner braces are skipped."""
    depth, quote, position = 0, "", opening
    while position < len(template):
        character = template[position]
        if quote:
            if character == "\\":
                position += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return position
        position += 1
    raise ExpressionError("`{` is never closed: write `{{` for a brace", opening + 1)
