"""Text that something else fills in before it counts: Helm, envsubst, pipelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.patterns import pattern

_EXPRESSIONS = {"{{": "}}", "${": "}", "$(": ")"}
# Go templates, and Jinja with its blocks: what documentation and cookiecutters use.
_RENDERED = {"{{": "}}", "{%": "%}"}
COLLAPSED = "{{...}}"
"""Stands for a template, whatever it is."""
_SEVERAL = pattern(r"(?:\{\{\.\.\.\}\}){2,}")


def is_template(value: object) -> bool:
    """Whether `value` is text that holds a template: `{{ x }}`, `${x}`, `$(x)`."""
    return isinstance(value, str) and ("{{" in value or "${" in value or "$(" in value)


def holds_template(value: Any) -> bool:
    """Whether `value` or anything within it holds a template."""
    if isinstance(value, dict):
        return any(is_template(key) or holds_template(item) for key, item in value.items())
    if isinstance(value, list):
        return any(holds_template(item) for item in value)
    return is_template(value)


def holds_actions(text: str) -> bool:
    """Whether `text` holds actions of a Go or Jinja template, which need not leave valid YAML."""
    return next(_templates(text, _RENDERED), None) is not None


def collapsed(text: str) -> str:
    """`text` with each template as `{{...}}`, so that an edited template renames nothing."""
    return replaced(text, COLLAPSED) if is_template(text) else text


def in_one(text: str) -> str:
    """`text` with templates that follow each other as one `{{...}}`, for people."""
    return _SEVERAL.sub(COLLAPSED, collapsed(text)) if is_template(text) else text


def in_one_word(text: str) -> str:
    """`text` with each action of a Go template as `{{...}}`, so that no space stands in it."""
    return _with_stand_in(text, _RENDERED, COLLAPSED) if "{{" in text else text


def replaced(text: str, stand_in: str) -> str:
    """`text` with each template as `stand_in`."""
    return _with_stand_in(text, _EXPRESSIONS, stand_in)


def _with_stand_in(text: str, brackets: dict[str, str], stand_in: str) -> str:
    parts: list[str] = []
    position = 0
    for start, end in _templates(text, brackets):
        parts += text[position:start], stand_in
        position = end
    return "".join([*parts, text[position:]])


def _templates(text: str, brackets: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Start and end of each template between `brackets`, closing ones by their opening ones.

    One that nothing closes is none. The time is linear: what nothing closes once is not looked
    for again, where a pattern would search the rest of the text from every opening one on.
    """
    starts = {opening: text.find(opening) for opening in brackets}
    while starts := {opening: start for opening, start in starts.items() if start >= 0}:
        opening = min(starts, key=starts.__getitem__)
        start = starts[opening]
        closing = text.find(brackets[opening], start + len(opening))
        if closing < 0:
            del starts[opening]
            continue
        end = closing + len(brackets[opening])
        yield start, end
        starts = {other: at if at >= end else text.find(other, end) for other, at in starts.items()}
