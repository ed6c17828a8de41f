"""Whole objects without the values of secrets, for rules that look at a manifest."""

from __future__ import annotations

from typing import Any

from platguard.facts.credentials import flagged
from platguard.facts.document_reading import read_documents
from platguard.facts.objects import LAST_APPLIED, objects_of
from platguard.facts.reading import texts, without_login
from platguard.facts.secret_literals import suspicion
from platguard.facts.withholding import without_credentials
from platguard.model.document import Map, Seq

BLANK = "(blanked)"
"""Stands where the value of a secret stood."""

_DATA = ("data", "stringData")


def manifests(data: bytes, dialect: str) -> list[dict[str, Any]]:
    """Every Kubernetes object of a file as plain data, in the order of its ObjectFacts."""
    documents = read_documents(data, dialect).documents
    whole = [blanked(found.value) for document in documents for found in objects_of(document.value)]
    return without_credentials(whole, data)


def blanked(manifest: Map) -> dict[str, Any]:
    """A copy as plain data, every value blanked that is a secret or looks like one."""
    plain: dict[str, Any] = _plain(manifest, "")
    if manifest.get("kind") == "Secret":
        return _without_data(plain)
    return plain


def told_annotations(value: object) -> dict[str, str]:
    """Annotations as text, every value blanked that is a secret or looks like one."""
    return {
        name: BLANK if _is_withheld(name, written) else without_login(written)
        for name, written in texts(value).items()
    }


def _is_withheld(name: str, value: str) -> bool:
    return name == LAST_APPLIED or suspicion(name, value) is not None


def _without_data(plain: dict[str, Any]) -> dict[str, Any]:
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
        plain = {
            key: _plain(item, called if key == "value" and isinstance(called, str) else key)
            for key, item in value.items()
        }
        # What SealedSecrets and ExternalSecrets make a Secret from.
        return _without_data(plain) if name == "template" else plain
    if isinstance(value, Seq):
        return _plain_list(value, name)
    if not isinstance(value, str):
        return value
    return BLANK if _is_withheld(name, value) else without_login(value)


def _plain_list(items: Seq, name: str) -> list[Any]:
    secrets = flagged(items)
    return [BLANK if index in secrets else _plain(item, name) for index, item in enumerate(items)]
