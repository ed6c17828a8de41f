"""As whom pods talk to the API server."""

from __future__ import annotations

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import PodIdentityFact

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: api{namespace}}}
spec: {{template: {{spec: {{{spec}containers: [{{name: api, image: a}}]}}}}}}
"""
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: bot{namespace}}}\n{more}\n"
BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: {kind}
metadata: {{name: grants}}
roleRef: {{kind: ClusterRole, name: view}}
subjects: [{subject}]
"""
BOT = "serviceAccountName: bot, "


def deployment(spec: str = "", namespace: str = "") -> str:
    """A Deployment whose pods have these fields as well."""
    return DEPLOYMENT.format(spec=spec, namespace=f", namespace: {namespace}" if namespace else "")


def account(more: str = "", namespace: str = "") -> str:
    """The service account `bot`."""
    return ACCOUNT.format(more=more, namespace=f", namespace: {namespace}" if namespace else "")


def binding(subject: str, kind: str = "RoleBinding") -> str:
    """What grants something to a subject."""
    return BINDING.format(subject=subject, kind=kind)


def identity(**files: str) -> PodIdentityFact:
    """The one identity of a repository with these manifests."""
    given = {f"{name}.yaml": content for name, content in files.items()}
    [found] = [f for f in facts_of(given, "pod_identity") if isinstance(f, PodIdentityFact)]
    return found


@pytest.mark.parametrize(
    ("pods", "of_account", "automount", "decided_by"),
    [
        ("", "", True, ""),
        ("automountServiceAccountToken: false, ", "", False, "the pods"),
        ("", "automountServiceAccountToken: false", False, "ServiceAccount bot"),
        (
            "automountServiceAccountToken: true, ",
            "automountServiceAccountToken: false",
            True,
            "the pods",
        ),
    ],
)
def test_the_pods_decide_before_their_account(
    pods: str, of_account: str, automount: bool, decided_by: str
) -> None:
    found = identity(a=deployment(BOT + pods), b=account(of_account))
    assert (found.automount, found.decided_by) == (automount, decided_by)
    assert found.account == "bot"


@pytest.mark.parametrize(
    ("subject", "bound"),
    [
        ("{kind: ServiceAccount, name: bot, namespace: shop}", True),
        ("{kind: ServiceAccount, name: bot}", True),
        ("{kind: ServiceAccount, name: bot, namespace: other}", False),
        ("{kind: ServiceAccount, name: robot, namespace: shop}", False),
        ("{kind: User, name: bot}", False),
        ("{kind: Group, name: 'system:serviceaccounts'}", True),
        ("{kind: Group, name: 'system:serviceaccounts:shop'}", True),
        ("{kind: Group, name: 'system:serviceaccounts:other'}", False),
        ("{kind: Group, name: developers}", False),
        ("5", False),
    ],
)
@pytest.mark.parametrize("kind", ["RoleBinding", "ClusterRoleBinding"])
def test_bindings_count_for_whom_they_name(subject: str, bound: bool, kind: str) -> None:
    found = identity(
        a=deployment(BOT, "shop"), b=account(namespace="shop"), c=binding(subject, kind)
    )
    assert found.bindings == ([f"{kind} grants"] if bound else [])
    assert found.unknown == []


def test_an_account_that_is_not_here_leaves_its_bindings_open() -> None:
    assert identity(a=deployment(BOT)).unknown == ["bindings"]
    templated = binding("'{{ .Values.subject }}'")
    assert identity(a=deployment(BOT), b=account(), c=templated).unknown == ["bindings"]


def test_the_account_of_another_namespace_is_another() -> None:
    found = identity(
        a=deployment(BOT, "shop"),
        b=account("automountServiceAccountToken: false", "other"),
        c=account("automountServiceAccountToken: true", "shop"),
    )
    assert (found.automount, found.decided_by) == (True, "ServiceAccount shop/bot")


def test_services_of_compose_have_no_identity() -> None:
    found = facts_of({"compose.yml": "services: {a: {image: x}}\n"}, "pod_identity")
    assert not any(isinstance(fact, PodIdentityFact) for fact in found)
