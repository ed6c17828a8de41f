"""How a value is written, so that every reader takes it for what it is."""

from __future__ import annotations

import json
import re
from typing import Any

from platguard.parsers.scalars import Core, Kubernetes, ScalarError
from platguard.patterns import pattern

# What begins or holds no indicator of YAML, wherever it stands (YAML 1.2.2, section 7.3.3).
_PLAIN = pattern(r"[A-Za-z0-9_./$(][A-Za-z0-9_./@:=+$()*~ -]*", re.ASCII)
_INDICATED = pattern(r": |:\Z| #| \Z")
_IN_FLOW = pattern(r"[()$*]|:")
# YAML 1.1 reads these as numbers to the base 60 and as dates; some readers still do.
_OLD = pattern(r"[-+]?[0-9][0-9_]*(?::[0-9.]+)+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*", re.ASCII)
_TABLES = (Core(), Kubernetes())


def written(value: Any, *, quote: str = "", flows: bool = False, as_json: bool = False) -> str:
    """A scalar as text of a file: texts in `quote` (`'` or `"`) or, without one, plain where no
    reader can take that for anything else.
    """
    if as_json or value is None or isinstance(value, bool | int | float):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if not quote and is_plain(text, flows=flows):
        return text
    # YAML refuses some of what JSON lets stand: controls, and characters that break lines.
    return json.dumps(text, ensure_ascii=not text.isprintable())


def is_plain(text: str, *, flows: bool) -> bool:
    """Whether a text may stand without quotes."""
    if not _PLAIN.fullmatch(text) or _INDICATED.search(text) or _OLD.fullmatch(text):
        return False
    if flows and _IN_FLOW.search(text):
        return False
    try:
        return all(type(table.resolve(text)) is str for table in _TABLES)
    except ScalarError:
        return False


def in_flow(value: Any, *, as_json: bool) -> str:
    """A value on one line, mappings and lists in brackets."""
    if isinstance(value, dict):
        pairs = (
            f"{written(key, flows=True, as_json=as_json)}: {in_flow(item, as_json=as_json)}"
            for key, item in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(in_flow(item, as_json=as_json) for item in value)}]"
    return written(value, flows=True, as_json=as_json)
