"""A policy and its compiled rules as bytes and back: the form in which they are remembered.

The size of the JSON that follows, the JSON, and then all compiled expressions, one after the other:
they are most of it, and JSON that held them would take four times as long to read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from platguard.compiled import EXPRESSIONS, CompiledPolicy, CompiledRule, CompiledType
from platguard.model.lifecycle import Lifecycle, NoticeWaiver, WaiverApproval, Wave
from platguard.model.standard import Edit, Grade, Param, Policy, Rule, Tightening

Compiled = TypeVar("Compiled", CompiledRule, CompiledType)


def encode(policy: Policy, compiled: CompiledPolicy) -> bytes:
    """What `decode` takes; inline tests are left out, because judging does not need them."""
    rules, expressions = [], _Expressions()
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
        "compiled_rules": {n: expressions.row(found) for n, found in compiled.rules.items()},
        "compiled_types": {n: expressions.row(found) for n, found in compiled.types.items()},
        "readers": compiled.readers,
    }
    header = json.dumps(whole, default=date.isoformat).encode("ascii")
    return b"%d %s%s" % (len(header), header, "".join(expressions.told).encode("ascii"))


def decode(entry: bytes, digest: str) -> tuple[Policy, CompiledPolicy]:
    """What `encode` was given, without inline tests; `digest` is that of the policy."""
    start = entry.index(b" ") + 1
    end = start + int(entry[:start])
    plain, told = json.loads(entry[start:end]), memoryview(entry)[end:]  # megabytes: not copied
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
        types=_Compiled(CompiledType, plain["compiled_types"], told),
        rules=_Compiled(CompiledRule, plain["compiled_rules"], told),
        readers=plain["readers"],
    )
    return Policy(rules, plain["known_ids"], digest), compiled


class _Expressions:
    """The expressions of a policy, each once, and where they begin and end."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def row(self, compiled: CompiledRule | CompiledType) -> list[Any]:
        """The fields of something compiled, expressions as their places."""
        return [self._field(f.name, getattr(compiled, f.name)) for f in fields(compiled)]

    def _field(self, name: str, value: Any) -> Any:
        if name not in EXPRESSIONS:
            return value
        return self._place(value) if isinstance(value, str) else [*map(self._place, value)]

    def _place(self, expression: str) -> tuple[int, int]:
        if expression not in self._places:
            self._places[expression] = self._end, self._end + len(expression)
            self._end += len(expression)
            self.told.append(expression)
        return self._places[expression]


class _Compiled(Mapping[str, Compiled]):
    """What was compiled, by name: most scans look at some of it, and read no more."""

    def __init__(
        self, kind: type[Compiled], rows: Mapping[str, Sequence[Any]], told: memoryview
    ) -> None:
        self._kind: type[Compiled] = kind
        self._rows = rows
        self._told = told
        self._known: dict[str, Compiled] = {}

    def __getitem__(self, name: str) -> Compiled:
        if name not in self._known:
            self._known[name] = _compiled(self._kind, self._rows[name], self._told)
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _compiled(kind: type[Compiled], row: Sequence[Any], told: memoryview) -> Compiled:
    """Something compiled, of what `_Expressions.row` gave and the expressions that it told."""
    values: dict[str, Any] = {}
    for field, value in zip(fields(kind), row, strict=True):
        if field.name not in EXPRESSIONS:
            values[field.name] = value
        elif value and isinstance(value[0], int):
            values[field.name] = str(told[value[0] : value[1]], "ascii")
        else:
            values[field.name] = [str(told[start:end], "ascii") for start, end in value]
    return kind(**values)


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
