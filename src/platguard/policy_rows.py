"""A policy and its compiled rules as JSON rows and back: the form in which they are remembered."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from platguard.compiled import CompiledPolicy, CompiledRule, CompiledType
from platguard.model.lifecycle import Lifecycle, NoticeWaiver, WaiverApproval, Wave
from platguard.model.standard import Edit, Grade, Param, Policy, Rule, Tightening


def encode(policy: Policy, compiled: CompiledPolicy) -> bytes:
    """One line of JSON; inline tests are left out, because judging does not need them."""
    rules = []
    for rule in policy.rules:
        values = _plain(rule)
        values["tests"] = values["mutations"] = []
        values["lifecycle"] = asdict(rule.lifecycle) if rule.lifecycle else None
        if rule.tightening:
            dates = asdict(rule.tightening.lifecycle)
            values["tightening"] = {**_plain(rule.tightening), "lifecycle": dates}
        values["grades"] = [[g.when, g.severity, g.level_at_most] for g in rule.grades]
        values["params"] = {
            n: [p.type, p.value, list(p.one_of), p.strict] for n, p in rule.params.items()
        }
        values["edits"] = [asdict(edit) for edit in rule.edits]
        rules.append(values)
    whole = {
        "rules": rules,
        "known_ids": policy.known_ids,
        "compiled_rules": {name: _row(found) for name, found in compiled.rules.items()},
        "compiled_types": {name: _row(found) for name, found in compiled.types.items()},
    }
    return json.dumps(whole, default=date.isoformat).encode("ascii")


def decode(line: bytes, digest: str) -> tuple[Policy, CompiledPolicy]:
    """What `encode` was given, without inline tests; `digest` is that of the policy."""
    plain = json.loads(line)
    rules = []
    for values in plain["rules"]:
        values["grades"] = [Grade(*grade) for grade in values["grades"]]
        values["params"] = {name: Param(*param) for name, param in values["params"].items()}
        values["lifecycle"] = _lifecycle(values["lifecycle"])
        values["tightening"] = _tightening(values["tightening"])
        values["edits"] = [Edit(**edit) for edit in values["edits"]]
        values["places"] = {key: (line, column) for key, (line, column) in values["places"].items()}
        rules.append(Rule(**values))
    compiled = CompiledPolicy(
        types={n: CompiledType(*_values(row)) for n, row in plain["compiled_types"].items()},
        rules={n: CompiledRule(*_values(row)) for n, row in plain["compiled_rules"].items()},
    )
    return Policy(rules, plain["known_ids"], digest), compiled


def _row(compiled: CompiledRule | CompiledType) -> list[Any]:
    return [_without_bytes(getattr(compiled, field.name)) for field in fields(compiled)]


def _without_bytes(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b": b64encode(value).decode()}
    return [_without_bytes(item) for item in value] if isinstance(value, list | tuple) else value


def _values(row: Sequence[Any]) -> list[Any]:
    return [_with_bytes(value) for value in row]


def _with_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        return b64decode(value["b"])
    return [_with_bytes(item) for item in value] if isinstance(value, list) else value


def _plain(value: Rule | Tightening) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _tightening(plain: Mapping[str, Any] | None) -> Tightening | None:
    if plain is None:
        return None
    lifecycle = _lifecycle(plain["lifecycle"]) or Lifecycle()
    return Tightening(**{**plain, "lifecycle": lifecycle})


def _lifecycle(plain: Mapping[str, Any] | None) -> Lifecycle | None:
    if plain is None:
        return None
    values = _with_days(plain)
    values["waves"] = tuple(Wave(**_with_days(wave)) for wave in plain["waves"])
    if plain["notice_waiver"]:
        given = plain["notice_waiver"]["approvals"]
        approvals = tuple(WaiverApproval(**_with_days(approval)) for approval in given)
        values["notice_waiver"] = NoticeWaiver(plain["notice_waiver"]["reason"], approvals)
    return Lifecycle(**values)


_DAYS = frozenset({"announced", "warn_from", "enforced_from", "retired_from", "new_after", "on"})


def _with_days(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with days read and lists made tuples again."""
    values: dict[str, Any] = {}
    for name, value in plain.items():
        if name in _DAYS and value is not None:
            value = date.fromisoformat(value)
        values[name] = tuple(value) if isinstance(value, list) else value
    return values
