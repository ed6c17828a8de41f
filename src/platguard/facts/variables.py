"""Variables inside a value: `$VAR`, `${VAR}`, `${VAR:-default}`, as Compose and Dockerfiles do."""

from __future__ import annotations

from collections.abc import Mapping

from platguard.patterns import pattern

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACE = pattern(r"\$\{|\}")
_DEEPEST = 16
"""Defaults within defaults; deeper ones stay unresolved."""

NO_VALUES: Mapping[str, str] = {}


def resolve(text: str, values: Mapping[str, str], escape: str = "$$") -> tuple[str, bool]:
    """`text` with its variables replaced, and whether every one of them was known.

    What is not known stays as it is written. `escape` is how the syntax writes a dollar sign:
    `$$` in Compose, `\\$` in a Dockerfile.
    """
    return _resolve(text, values, escape, 0)


def _resolve(text: str, values: Mapping[str, str], escape: str, depth: int) -> tuple[str, bool]:
    if "$" not in text:
        return text, True
    parts: list[str] = []
    known = True
    position = 0
    while position < len(text):
        dollar = text.find("$", position)
        if dollar < 0:
            break
        if text.startswith(escape, dollar + 1 - escape.index("$") - 1):
            start = dollar - escape.index("$")
            parts += text[position:start], "$"
            position = start + len(escape)
            continue
        parts.append(text[position:dollar])
        end, value = _variable(text, dollar, values, escape, depth)
        known = known and value is not None
        parts.append(text[dollar:end] if value is None else value)
        position = end
    parts.append(text[position:])
    return "".join(parts), known


def _variable(
    text: str, dollar: int, values: Mapping[str, str], escape: str, depth: int
) -> tuple[int, str | None]:
    """Where the variable at `dollar` ends, and its value, or None when it is not known."""
    if not text.startswith("{", dollar + 1):
        name = _NAME.match(text, dollar + 1)
        if name is None:
            return dollar + 1, "$"
        return name.end(), values.get(name[0])
    end = _closing(text, dollar + 2)
    name = _NAME.match(text, dollar + 2)
    if end < 0 or name is None or depth >= _DEEPEST:
        return (len(text) if end < 0 else end + 1), None
    value = _substituted(text[name.end() : end], values.get(name[0]), values, escape, depth)
    return end + 1, value


def _closing(text: str, start: int) -> int:
    """Where the brace opened before `start` closes; -1 when it does not."""
    open_braces = 1
    for brace in _BRACE.finditer(text, start):
        open_braces += 1 if brace[0] == "${" else -1
        if open_braces == 0:
            return brace.start()
    return -1


def _substituted(
    operation: str, value: str | None, values: Mapping[str, str], escape: str, depth: int
) -> str | None:
    """What `${NAME<operation>}` stands for when the variable has `value`."""
    operator = operation[:2] if operation.startswith(":") else operation[:1]
    word = operation[len(operator) :]
    missing = value is None or (operator.startswith(":") and not value)
    if operator in ("-", ":-"):
        if not missing:
            return value
        default, known = _resolve(word, values, escape, depth + 1)
        return default if known else None
    if operator in ("+", ":+"):
        # The environment may set what the file does not, so only a known value decides.
        return None if value is None else ("" if missing else word)
    return value
