"""Service accounts and role bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.templates import is_template
from platguard.model.facts import AccountFact, BindingFact, Fact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

_BINDINGS = ("RoleBinding", "ClusterRoleBinding")
_RBAC = "rbac.authorization.k8s.io"


def extract_account(found: KubernetesObject) -> list[Fact]:
    """The service account or role binding that an object is; nothing for other objects."""
    if found.kind == "ServiceAccount" and (not found.group or is_template(found.api_version)):
        return [_account(found)]
    if found.kind in _BINDINGS and (found.group == _RBAC or is_template(found.api_version)):
        return [_binding(found)]
    return []


def _account(found: KubernetesObject) -> AccountFact:
    reading = found.reading()
    automount = reading.flag("automount", found.value, "automountServiceAccountToken")
    if reading.invalid:
        reading.doubt("automount")
    return AccountFact(
        **found.head(reading),
        automount=text(automount),
    )


def _binding(found: KubernetesObject) -> BindingFact:
    reading = found.reading()
    subjects = found.value.get("subjects")
    if any(map(is_template, [subjects, *sequence(subjects)])):
        reading.doubt("accounts", "groups")
    role = mapping(found.value.get("roleRef"))
    return BindingFact(
        **found.head(reading),
        kind=found.kind,
        role=f"{text(role.get('kind'))} {text(role.get('name'))}".strip(),
        accounts=[
            f"{text(subject.get('namespace'))}/{text(subject.get('name'))}"
            for subject in _subjects(subjects, "ServiceAccount")
        ],
        groups=[text(subject.get("name")) for subject in _subjects(subjects, "Group")],
    )


def _subjects(subjects: Any, kind: str) -> Iterator[dict[str, Any]]:
    return (subject for subject in map(mapping, sequence(subjects)) if subject.get("kind") == kind)
