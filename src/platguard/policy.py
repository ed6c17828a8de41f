"""Everything that decides, in one value: standards, the organisation's settings, dated tables.

Reading and compiling standards costs more than judging a few files, so the result is remembered by
the digest of all that went into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from platguard import notice
from platguard.builtin import builtin_standards
from platguard.cache import Cache
from platguard.config import Organisation, Setting, unknown_rule
from platguard.config_files import ORGANISATION_FILE
from platguard.errors import UsageError
from platguard.identity import identity
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import Policy, Rule
from platguard.policy_rows import decode, encode
from platguard.settings import Settings
from platguard.table_files import TableFiles
from platguard.together import Answers

if TYPE_CHECKING:
    from platguard.compiled import CompiledPolicy
    from platguard.expressions import Expressions

_KEPT = 16
"""Policies that are kept: repositories differ in their segments and in what they allow."""


@dataclass
class Decided:
    """A policy that is ready to judge, with what its expressions need."""

    policy: Policy
    compiled: CompiledPolicy
    expressions: Expressions
    tables: TableFiles
    answers: Answers = field(default_factory=Answers)
    """What its rules gave; policies that have rules in common share it."""


def decide(settings: Settings, cache: Cache) -> Decided:
    """The policy that settings make, every expression checked.

    Raises UsageError at the place of the first fault in a standard or a setting.
    """
    return Policies(cache).decided(settings)


class Policies:
    """The policies that settings make, over the same tables; those of a few settings are kept."""

    def __init__(self, cache: Cache) -> None:
        from platguard.expressions import Expressions

        self._cache = cache
        self._tables = tables = TableFiles(cache)
        self._expressions = Expressions(lambda: tables.tables)
        self._answers = Answers()
        self._known: dict[str, Decided] = {}

    def decided(self, settings: Settings) -> Decided:
        """As `decide`."""
        digest = self._digest(settings)
        if digest not in self._known:
            if len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[digest] = self._made(settings, digest)
        return self._known[digest]

    def _digest(self, settings: Settings) -> str:
        """Of everything that a policy is made of."""
        parts = [identity(), self._tables.digest, *settings.digests[:2], settings.segment]
        parts.append(json.dumps(settings.repository.allow, default=list))
        return sha256("\0".join(parts).encode()).hexdigest()

    def _made(self, settings: Settings, digest: str) -> Decided:
        name, expressions = f"policies/{digest[:32]}", self._expressions
        remembered = self._cache.get(name)
        if remembered is not None:
            return Decided(*decode(remembered, digest), expressions, self._tables, self._answers)
        policy = _read(settings, digest)
        from platguard.compilation import compile_policy

        compiled = compile_policy(policy, expressions)
        if self._cache.enabled:
            self._cache.put(name, encode(policy, compiled))
        return Decided(policy, compiled, expressions, self._tables, self._answers)


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
        _set(in_profile(rule, profile), chosen.get(rule.id), settings)
        for rule in _with_contact(combined.rules, settings.organisation.contact)
    ]
    for rule in rules:
        for fault in waiver_faults(rule, settings.organisation):
            raise fault
    return replace(combined, rules=rules, known_ids=known, digest=digest)


def _with_contact(rules: Sequence[Rule], contact: str) -> Iterator[Rule]:
    """The rules, those whose standard names nobody with whom to ask in the organisation.

    Raises UsageError for an organisation's own standard without either. The built-in ones name
    nobody: who answers for them, only those know who adopt them.
    """
    for rule in rules:
        if not rule.contact and not rule.builtin and not contact:
            raise UsageError(
                "the standard has no contact",
                path=rule.path,
                line=1,
                column=1,
                hint=f"Add `contact:` to it, or to {ORGANISATION_FILE} for all that have none.",
            )
        yield rule if rule.contact else replace(rule, contact=contact)


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
        if setting is None or not setting.gives(key):
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


def _set(rule: Rule, setting: Setting | None, settings: Settings) -> Rule:
    """The rule as the organisation and the repository's allow lists set it."""
    if setting is not None:
        from platguard.rule_settings import applied

        rule = applied(rule, setting, settings.segment)
    added = settings.repository.allow.get(rule.allow_list, ())
    if added and "allow" in rule.params:
        allow = replace(rule.params["allow"], value=[*rule.params["allow"].value, *added])
        rule = replace(rule, params={**rule.params, "allow": allow})
    return rule
