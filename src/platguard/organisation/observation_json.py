"""Observations as JSON: what workers answer, and nothing in it is believed before it was looked at.

The bytes come from a process that has read what strangers wrote. JSON can only be values; each one
must be there and have its type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from platguard.errors import UsageError
from platguard.json_fields import JsonObject, JsonText, as_told
from platguard.model.organisation import (
    STANDINGS,
    STATUSES,
    Blind,
    Observation,
    Rotation,
    Row,
    Segmentation,
    Service,
    Usage,
)
from platguard.model.standard import LEVELS, SEVERITIES

_COMMIT = re.compile(r"|[0-9a-f]{40}|[0-9a-f]{64}")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_SECRETS = ("secrets", "without_evidence", "scheduled", "unknown", "without_history")
_WORKLOADS = ("workloads", "selected", "unknown")
_NUMBERS = ("exit", "discovered", "judged", "unrendered", "skipped", "failed")

_NAMES = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (Observation, Row, Usage, Blind, Service, Rotation, Segmentation)
}


def encoded(observation: Observation) -> bytes:
    """The observation as JSON in ASCII; the same observation gives the same bytes."""
    return json.dumps(document(observation), separators=(",", ":")).encode("ascii")


def document(observation: Observation) -> dict[str, Any]:
    """The observation as JSON values; what no encoding can hold is spelled out."""
    told: dict[str, Any] = _plain(observation)
    return told


def _plain(value: Any) -> Any:
    """A value as JSON has it. There are thousands in an observation: the most common come first."""
    if isinstance(value, str):
        return as_told(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {as_told(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return {name: _plain(getattr(value, name)) for name in _NAMES[type(value)]}


def decoded(data: bytes) -> Observation:
    """The observation that the bytes are; UsageError when they are none."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("an observation is JSON in ASCII, and this is not") from None
    return read(JsonText(text, "", "").document("an observation"))


def read(given: JsonObject) -> Observation:
    """The observation that a mapping holds; UsageError when it holds anything else."""
    committed, born = given.date_or_none("committed_on"), given.date_or_none("born")
    return Observation(
        repository=given.text("repository"),
        as_of=date.fromisoformat(given.date("as_of")),
        status=given.choice("status", STATUSES),
        reason=given.text("reason"),
        commit=given.pattern("commit", _COMMIT),
        committed_on=date.fromisoformat(committed) if committed else None,
        **{name: given.integer(name, least=0) for name in _NUMBERS},
        counts=_counts(given.object("counts")),
        rows=given.objects("rows", "a row", _row),
        usages=given.objects("usages", "a usage", _usage),
        blind=given.objects("blind", "a blind file", _blind),
        matches=_numbers(given, "matches"),
        services=given.objects("services", "a service", _service),
        rotations=given.objects("rotations", "a rotation", _rotation),
        segmentation=_segmentation(given.object("segmentation")),
        born=date.fromisoformat(born) if born else None,
    )


def _counts(given: JsonObject) -> dict[str, dict[str, int]]:
    return {as_told(rule): _numbers(given, rule) for rule in given.value}


def _numbers(given: JsonObject, key: str) -> dict[str, int]:
    found = given.object(key)
    return {as_told(name): found.integer(name, least=0) for name in found.value}


def _row(given: JsonObject) -> Row:
    return Row(
        rule=given.text("rule"),
        fingerprint=given.pattern("fingerprint", _FINGERPRINT),
        outcome=given.choice("outcome", ("fail", "exempt", "unknown", "soon")),
        level=given.choice("level", (*LEVELS, "")),
        severity=given.choice("severity", (*SEVERITIES, "")),
        message=given.text("message"),
        path=given.text("path"),
        line=given.integer("line", least=0),
        column=given.integer("column", least=0),
        address=given.text("address"),
        subject=given.text("subject"),
        exception=given.text("exception"),
        ends_on=date.fromisoformat(ends) if (ends := given.date_or_none("ends_on")) else None,
        ending=given.text("ending"),
    )


def _usage(given: JsonObject) -> Usage:
    return Usage(
        kind=given.choice("kind", ("tool", "runtime")),
        category=given.text("category"),
        product=given.text("product"),
        version=given.text("version"),
        subject=given.text("subject"),
        path=given.text("path"),
        line=given.integer("line", least=0),
        strength=given.choice("strength", ("used", "referenced")),
    )


def _service(given: JsonObject) -> Service:
    standings = given.object("standings")
    return Service(
        name=given.text("name"),
        owner=given.text("owner"),
        folder=given.text("folder"),
        is_whole=given.boolean("is_whole"),
        findings=given.integer("findings", least=0),
        standings={as_told(rule): standings.choice(rule, STANDINGS) for rule in standings.value},
    )


def _rotation(given: JsonObject) -> Rotation:
    rotated_on = given.date_or_none("rotated_on")
    return Rotation(
        owner=given.text("owner"),
        rotated_on=date.fromisoformat(rotated_on) if rotated_on else None,
        worst=given.text("worst"),
        **{name: given.integer(name, least=0) for name in _SECRETS},
    )


def _segmentation(given: JsonObject) -> Segmentation:
    return Segmentation(*(given.integer(name, least=0) for name in _WORKLOADS))


def _blind(given: JsonObject) -> Blind:
    return Blind(given.text("path"), given.integer("line", least=0), given.text("reason"))
