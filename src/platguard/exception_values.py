"""An exception from the values of its file, whose keys and types `register` has checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.model.policy_exception import (
    Approval,
    PolicyException,
    Rejection,
    ResourceSelector,
    Scope,
)


def exception_of(values: Mapping[str, Any]) -> PolicyException:
    """The exception as it was written; what is absent is empty."""
    requested = values.get("requested") or {}
    rejected = values.get("rejected")
    return PolicyException(
        id=_text(values, "id"),
        rules=_texts(values, "rules"),
        reason=_text(values, "reason"),
        owner=_text(values, "owner"),
        requested_by=_text(requested, "by"),
        requested_on=_text(requested, "on"),
        sunset=_text(values, "sunset"),
        scope=_scope(values.get("scope") or {}),
        category=_text(values, "category"),
        compensating=_text(values, "compensating"),
        approvals=tuple(_approval(given) for given in values.get("approvals") or ()),
        starts=_text(values, "starts"),
        max_findings=values.get("max_findings"),
        renews=_text(values, "renews"),
        closed_on=_text(values, "closed_on"),
        rejected=_rejection(rejected) if rejected is not None else None,
        ticket=_text(values, "ticket"),
    )


def _scope(values: Mapping[str, Any]) -> Scope:
    resources = values.get("resources") or ()
    selectors = (resources,) if isinstance(resources, Mapping) else resources
    return Scope(
        repositories=_texts(values, "repositories"),
        paths=_texts(values, "paths"),
        resources=tuple(_selector(given) for given in selectors),
        fingerprints=_texts(values, "fingerprints"),
    )


def _selector(values: Mapping[str, Any]) -> ResourceSelector:
    labels = {str(key): str(value) for key, value in (values.get("labels") or {}).items()}
    return ResourceSelector(
        _text(values, "kind"), _text(values, "namespace"), _text(values, "name"), labels
    )


def _approval(values: Mapping[str, Any]) -> Approval:
    return Approval(*(_text(values, key) for key in ("role", "by", "on", "sunset", "terms")))


def _rejection(values: Mapping[str, Any]) -> Rejection:
    return Rejection(_text(values, "by"), _text(values, "on"), _text(values, "why"))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key) or ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)
