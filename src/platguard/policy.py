"""Everything that decides, in one value: standards, the organisation's settings, dated tables.

Reading and compiling standards costs more than judging a few files, so the result is remembered by
the digest of all that went into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from platguard import notice
from platguard.builtin import builtin_standards
from platguard.cache import Cache
from platguard.config import Organisation, Repository, Setting, unknown_rule
from platguard.errors import UsageError
from platguard.identity import identity
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import Policy, Rule
from platguard.policy_rows import decode, encode
from platguard.settings import Settings
from platguard.table_files import TableFiles

if TYPE_CHECKING:
    from platguard.compiled import CompiledPolicy
    from platguard.expressions import Expressions


@dataclass
class Decided:
    """A policy that is ready to judge, with what its expressions need."""

    policy: Policy
    compiled: CompiledPolicy
    expressions: Expressions
    tables: TableFiles


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
        return Decided(*decode(remembered, digest), expressions, tables)
    policy = _read(settings, digest)
    from platguard.compilation import compile_policy

    compiled = compile_policy(policy, expressions)
    cache.put(name, encode(policy, compiled))
    return Decided(policy, compiled, expressions, tables)


def _read(settings: Settings, digest: str) -> Policy:
    from platguard.standards import combine, read_standard

    combined = combine(
        read_standard(file.data, file.path, builtin=file.builtin) for file in settings.standards
    )
    known = {**_builtin_ids(settings), **combined.known_ids}
    chosen = {}
    for name, setting in settings.organisation.settings.items():
        if not known.get(name):
            raise unknown_rule(setting, name, list(known))
        chosen[known[name]] = setting
    profile = settings.organisation.profile
    rules = [
        _set(in_profile(rule, profile), chosen.get(rule.id), settings.repository)
        for rule in combined.rules
    ]
    for rule in rules:
        for fault in waiver_faults(rule, settings.organisation):
            raise fault
    return replace(combined, rules=rules, known_ids=known, digest=digest)


def in_profile(rule: Rule, profile: str) -> Rule:
    """The rule as a profile has it, before an organisation sets anything."""
    if profile == "strict":
        params = rule.params.items()
        strict = {n: replace(p, value=p.strict) for n, p in params if p.strict is not None}
        return replace(rule, params={**rule.params, **strict})
    return replace(rule, enabled=rule.enabled and rule.profile == profile)


def waiver_faults(rule: Rule, organisation: Organisation) -> Iterator[UsageError]:
    """Why a shorter notice of the rule is not approved, each at the place of its dates.

    Without an organisation nobody can tell who may approve.
    """
    for whose, lifecycle in rule.lifecycles.items():
        if lifecycle.notice_waiver is None or not organisation.adopted:
            continue
        for fault in notice.check(lifecycle, organisation.roles):
            hint = "Who may approve stands under `roles:` of the organisation's configuration."
            yield dates_fault(rule, lifecycle, organisation, f"{whose}: {fault}", hint)


def dates_fault(
    rule: Rule, lifecycle: Lifecycle, organisation: Organisation, message: str, hint: str = ""
) -> UsageError:
    """An error where one of the rule's lifecycles is written, in its standard or a setting."""
    key = "lifecycle" if lifecycle is rule.lifecycle else "revision"
    setting = dated_by(rule, lifecycle, organisation)
    if setting is not None:
        return setting.fields.fault(message, key, hint)
    line, column = rule.places.get(key, (rule.line, 1))
    return UsageError(message, path=rule.path, line=line, column=column, hint=hint)


def dated_by(rule: Rule, lifecycle: Lifecycle, organisation: Organisation) -> Setting | None:
    """The organisation's setting that gives the rule one of its lifecycles; None for its own."""
    key = "lifecycle" if lifecycle is rule.lifecycle else "revision"
    for name in (rule.id, *rule.formerly):
        setting = organisation.settings.get(name)
        if setting is None or not setting.fields.has(key):
            continue
        # Dates of an older revision are over: see `revision_fields.redated`.
        if key == "lifecycle" or setting.fields.value[key].get("number") == rule.revision:
            return setting
    return None


def _builtin_ids(settings: Settings) -> Mapping[str, str]:
    """The ids of built-in rules that are not loaded: a setting or an exception may name them."""
    if any(file.builtin for file in settings.standards):
        return {}
    from platguard.standards import combine, read_standard

    files = builtin_standards()
    return combine(read_standard(file.data, file.path, builtin=True) for file in files).known_ids


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
