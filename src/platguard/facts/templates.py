"""Text that something else fills in before it counts: Helm, envsubst, pipelines."""

from __future__ import annotations

import re
from typing import Any

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)", re.DOTALL)
# Go templates, and Jinja with its blocks: what documentation and cookiecutters use.
_RENDERED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
COLLAPSED = "{{...}}"
"""Stands for a template, whatever it is."""
_SEVERAL = re.compile(r"(?:\{\{\.\.\.\}\}){2,}")


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
    return _RENDERED.search(text) is not None


def collapsed(text: str) -> str:
    """`text` with each template as `{{...}}`, so that an edited template renames nothing."""
    return _EXPRESSION.sub(COLLAPSED, text) if is_template(text) else text


def in_one(text: str) -> str:
    """`text` with templates that follow each other as one `{{...}}`, for people."""
    return _SEVERAL.sub(COLLAPSED, collapsed(text)) if is_template(text) else text


def in_one_word(text: str) -> str:
    """`text` with each action of a Go template as `{{...}}`, so that no space stands in it."""
    return _RENDERED.sub(COLLAPSED, text) if "{{" in text else text


def replaced(text: str, stand_in: str) -> str:
    """`text` with each template as `stand_in`."""
    return _EXPRESSION.sub(stand_in, text)
