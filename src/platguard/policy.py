"""Everything that decides, in one value: standards, the organisation's settings, dated tables.

Reading and compiling standards costs more than judging a few files, so the result is remembered by
the digest of all that went into it.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from platguard.builtin import builtin_files
from platguard.cache import Cache
from platguard.config import Repository, Setting, unknown_rule
from platguard.identity import identity
from platguard.model.standard import Grade, Param, Policy, Rule
from platguard.settings import Settings

if TYPE_CHECKING:
    from platguard.compiled import CompiledPolicy
    from platguard.expressions import Expressions
    from platguard.model.lifecycle import Lifecycle
    from platguard.tables import Tables


@dataclass
class Decided:
    """A policy that is ready to judge, and the digest of what went into it."""

    policy: Policy
    compiled: CompiledPolicy
    expressions: Expressions
    tables: TableFiles


_AS_OF = re.compile(rb"^as_of: *([0-9-]{10})", re.MULTILINE)


class TableFiles:
    """The dated tables as files, parsed when a rule first asks for one and then remembered."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._data = {name.removesuffix(".yaml"): data for name, data in builtin_files("data")}
        self.digest = sha256(b"\0".join(self._data.values())).hexdigest()

    @property
    def as_of(self) -> dict[str, str]:
        """The day of each table's data, by name, read without parsing the table."""
        found = {name: _AS_OF.search(data) for name, data in self._data.items()}
        return {name: match[1].decode() for name, match in found.items() if match}

    @cached_property
    def tables(self) -> Tables:
        """The tables, ready to be asked."""
        from platguard.tables import Tables

        plain = self._plain()
        return Tables.from_data(plain["support"], plain["kubernetes-apis"])

    def _plain(self) -> dict[str, Any]:
        name = f"tables/{identity()}-{self.digest[:32]}"
        remembered = self._cache.get(name)
        if remembered is not None:
            plain: dict[str, Any] = json.loads(remembered)
            return plain
        from platguard.fields import read_document

        plain = {stem: read_document(data, f"{stem}.yaml") for stem, data in self._data.items()}
        self._cache.put(name, json.dumps(plain, separators=(",", ":")).encode())
        return plain


def decide(settings: Settings, cache: Cache) -> Decided:
    """The policy that settings make, every expression checked.

    Raises UsageError at the place of the first fault in a standard or a setting.
    """
    from platguard.expressions import Expressions

    tables = TableFiles(cache)
    expressions = Expressions(lambda: tables.tables)
    own = settings.repository
    parts = [identity(), tables.digest, *settings.digests[:2], own.segment]
    parts.append(json.dumps(own.allow, default=list))
    digest = sha256("\0".join(parts).encode()).hexdigest()
    name = f"policies/{digest[:32]}"
    remembered = cache.get(name)
    if remembered is not None:
        return Decided(*_decoded(json.loads(remembered), digest), expressions, tables)
    policy = _read(settings, digest)
    from platguard.compilation import compile_policy

    compiled = compile_policy(policy, expressions)
    cache.put(name, json.dumps(_encoded(policy, compiled), default=date.isoformat).encode())
    return Decided(policy, compiled, expressions, tables)


def _read(settings: Settings, digest: str) -> Policy:
    from platguard.standards import combine, read_standard

    combined = combine(
        read_standard(file.data, file.path, builtin=file.builtin) for file in settings.standards
    )
    chosen = {}
    for name, setting in settings.organisation.settings.items():
        if not combined.known_ids.get(name):
            raise unknown_rule(setting, name, list(combined.known_ids))
        chosen[combined.known_ids[name]] = setting
    rules = [_set(rule, chosen.get(rule.id), settings.repository) for rule in combined.rules]
    return replace(combined, rules=rules, digest=digest)


def _set(rule: Rule, setting: Setting | None, repository: Repository) -> Rule:
    """The rule as the organisation and the repository's allow lists set it."""
    if setting is not None:
        from platguard.rule_settings import applied

        rule = applied(rule, setting, repository.segment)
    added = repository.allow.get(rule.allow_list, ())
    if added and "allow" in rule.params:
        allow = replace(rule.params["allow"], value=[*rule.params["allow"].value, *added])
        rule = replace(rule, params={**rule.params, "allow": allow})
    return rule


def _encoded(policy: Policy, compiled: CompiledPolicy) -> dict[str, Any]:
    rules = []
    for rule in policy.rules:
        values = {f.name: getattr(rule, f.name) for f in fields(rule)}
        values["tests"] = []  # judging does not need them
        values["lifecycle"] = _plain_lifecycle(rule.lifecycle)
        values["grades"] = [[g.when, g.severity, g.level_at_most] for g in rule.grades]
        values["params"] = {n: [p.type, p.value, list(p.one_of)] for n, p in rule.params.items()}
        rules.append(values)
    return {
        "rules": rules,
        "known_ids": policy.known_ids,
        "compiled_rules": {name: _texts(found) for name, found in compiled.rules.items()},
        "compiled_types": {name: _texts(found) for name, found in compiled.types.items()},
    }


def _decoded(plain: Mapping[str, Any], digest: str) -> tuple[Policy, CompiledPolicy]:
    from platguard.compiled import CompiledPolicy, CompiledRule, CompiledType

    rules = []
    for values in plain["rules"]:
        values["grades"] = [Grade(*grade) for grade in values["grades"]]
        values["params"] = {name: Param(*param) for name, param in values["params"].items()}
        values["lifecycle"] = _lifecycle(values["lifecycle"])
        rules.append(Rule(**values))
    compiled = CompiledPolicy(
        types={n: CompiledType(*_values(found)) for n, found in plain["compiled_types"].items()},
        rules={n: CompiledRule(*_values(found)) for n, found in plain["compiled_rules"].items()},
    )
    return Policy(rules, plain["known_ids"], digest), compiled


def _texts(compiled: Any) -> list[Any]:
    values = [getattr(compiled, field.name) for field in fields(compiled)]
    return [{"b": b64encode(v).decode()} if isinstance(v, bytes) else list(v) for v in values]


def _values(plain: Sequence[Any]) -> list[Any]:
    return [b64decode(value["b"]) if isinstance(value, dict) else value for value in plain]


def _plain_lifecycle(lifecycle: Lifecycle | None) -> dict[str, Any] | None:
    return asdict(lifecycle) if lifecycle else None


def _lifecycle(plain: Mapping[str, Any] | None) -> Lifecycle | None:
    if plain is None:
        return None
    from platguard.model.lifecycle import Lifecycle, NoticeWaiver, WaiverApproval, Wave

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
