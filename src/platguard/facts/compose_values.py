"""Reading values of Compose files, which may be variables, lists or mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.reading import sequence, text
from platguard.facts.variables import NO_VALUES, resolve

if TYPE_CHECKING:
    from platguard.facts.reading import Reading

TRUTHS = frozenset(("true", "y", "yes", "on"))
"""What Compose takes for true where it wants a truth (compose-go interpolation, toBoolean)."""


def scalar(reading: Reading, name: str, holder: dict[str, Any], key: str) -> str:
    """A scalar with the defaults of its variables filled in; without a default it is unknown."""
    value, is_known = resolve(text(reading.find(name, holder, key)), NO_VALUES)
    if not is_known or "{{" in value:  # a variable, or what Ansible or a chart fills in
        reading.doubt(name)
    elif name in reading.unknown:
        reading.unknown.remove(name)
    return value


def truth(reading: Reading, name: str, holder: dict[str, Any], key: str) -> bool:
    """Whether a scalar is one of those that Compose takes for true."""
    return scalar(reading, name, holder, key).lower() in TRUTHS


def names(value: Any) -> list[str]:
    """Names in a mapping, or in a list of scalars."""
    return list(value) if isinstance(value, dict) else [text(item) for item in sequence(value)]


def variables(value: Any) -> list[str]:
    """Names of environment variables in a mapping, or in a list of `NAME=value`."""
    if isinstance(value, dict):
        return list(value)
    return [text(item).partition("=")[0] for item in sequence(value)]
