"""What an exception for a finding is for: the finding, its resource, or its file."""

from __future__ import annotations

import re

from platguard.errors import UsageError
from platguard.model.policy_exception import ResourceSelector, Scope
from platguard.model.report import Finding
from platguard.model.standard import Rule
from platguard.object_labels import ObjectLabels
from platguard.open_register import OpenRegister
from platguard.patterns import pattern
from platguard.subjects import subject_of

SCOPES = ("fingerprint", "resource", "path")
"""How closely a request may be drawn: the finding, its resource, its file."""

# What .gitignore gives a meaning; no pattern holds line ends, controls or bytes without a meaning.
_SPECIAL = pattern(r"[\\*?\[\]]| (?=\Z)")
_UNWRITABLE = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


def scope_of(finding: Finding, scope: str, register: OpenRegister) -> Scope:
    """The scope of one of SCOPES; UsageError when the finding or its rule has no such."""
    rule = rule_of(finding, register)
    if rule.exceptions == "fingerprint" and scope != "fingerprint":
        told = f"--scope {scope}: {rule.id} accepts only exceptions by fingerprint"
        raise UsageError(told, hint="Leave --scope out, and request one for each finding.")
    # A register of its own is about its repository only; a shared one has to say which it means.
    own = not register.settings.register_root
    repositories = () if own else (_glob(register.situation.repository),)
    paths = (_pattern(finding.path),)
    if scope == "fingerprint":
        return Scope(repositories, paths, fingerprints=(finding.fingerprint,))
    if scope == "path":
        return Scope(repositories, paths)
    return Scope(repositories, resources=(_resource(finding),))


def accepts(finding: Finding, scope: str, register: OpenRegister) -> bool:
    """Whether an exception for the finding may have such a scope."""
    try:
        scope_of(finding, scope, register)
    except UsageError:
        return False
    return True


def rule_of(finding: Finding, register: OpenRegister) -> Rule:
    """The rule of a finding."""
    return next(rule for rule in register.policy.rules if rule.id == finding.rule)


def _resource(finding: Finding) -> ResourceSelector:
    subject = subject_of(finding.rule, finding.path, 0, finding.address, "", ObjectLabels(()))
    if not subject.kind or not subject.name:
        told = f"--scope resource: {finding.path}:{finding.line} is no Kubernetes object"
        raise UsageError(told, hint="Use `--scope fingerprint` or `--scope path`.")
    return ResourceSelector(subject.kind, subject.namespace, subject.name)


def _pattern(path: str) -> str:
    """A pattern as in .gitignore for one path, in which what cannot be written matches anything."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", path)
    return _UNWRITABLE.sub("?", escaped)


def _glob(name: str) -> str:
    return _UNWRITABLE.sub("?", re.sub(r"[*?\[]", lambda found: f"[{found[0]}]", name))
