"""Whole objects without the values of secrets, for rules that look at a manifest."""

from __future__ import annotations

from typing import Any

from platguard.facts.credentials import flagged
from platguard.facts.secret_literals import suspicion
from platguard.model.document import Map, Seq

BLANK = "(blanked)"
"""Stands where the value of a secret stood."""

_DATA = ("data", "stringData")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def blanked(manifest: Map) -> dict[str, Any]:
    """A copy as plain data, every value blanked that is a secret or looks like one."""
    plain: dict[str, Any] = _plain(manifest, "")
    if manifest.get("kind") == "Secret":
        for field in _DATA:
            if isinstance(plain.get(field), dict):
                plain[field] = dict.fromkeys(plain[field], BLANK)
            elif field in plain:
                plain[field] = BLANK
    return plain


def _plain(value: Any, name: str) -> Any:
    """`name` is what the value is called: its key, or the `name` beside a `value`."""
    if isinstance(value, Map):
        called = value.get("name") if "value" in value else None
        return {
            key: _plain(item, called if key == "value" and isinstance(called, str) else key)
            for key, item in value.items()
        }
    if isinstance(value, Seq):
        return _plain_list(value, name)
    is_secret = isinstance(value, str) and (name == _LAST_APPLIED or suspicion(name, value))
    return BLANK if is_secret else value


def _plain_list(items: Seq, name: str) -> list[Any]:
    secrets = flagged(items)
    return [BLANK if index in secrets else _plain(item, name) for index, item in enumerate(items)]
