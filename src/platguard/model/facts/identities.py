"""As whom pods talk to the API server: service accounts, and what binds roles to them."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFact(Fact):
    """A ServiceAccount."""

    label: str
    """`ServiceAccount shop/api`."""
    name: str
    """`metadata.name`."""
    namespace: str
    """As written; empty when absent."""
    automount: str
    """`automountServiceAccountToken`: true, false, or empty when absent, which means true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingFact(Fact):
    """A RoleBinding or ClusterRoleBinding."""

    label: str
    """`RoleBinding shop/api`."""
    kind: str
    """RoleBinding or ClusterRoleBinding."""
    name: str
    """`metadata.name`."""
    namespace: str
    """As written; empty when absent."""
    role: str
    """What it grants: `ClusterRole view`."""
    accounts: list[str]
    """Service accounts that it grants this to, as `<namespace>/<name>`; the namespace is empty
    where none is written."""
    groups: list[str]
    """Groups that it grants this to, such as `system:serviceaccounts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PodIdentityFact(Fact):
    """As whom the pods of a workload talk to the API server. A relation over the files of a
    repository."""

    workload: str
    """`Deployment shop/api`."""
    namespace: str
    """The effective namespace, or `(unset)`."""
    account: str
    """The service account that they run as: `default` when they name none."""
    automount: bool
    """Whether a token of it is mounted: the pods decide, else the account, else it is."""
    decided_by: str
    """Who decides that, for people: `the pods`, `ServiceAccount shop/api`; empty for the
    default."""
    bindings: list[str]
    """What grants the account something, `RoleBinding shop/api`; unknown when neither that nor the
    account is among the files."""
    cluster_bindings: list[str]
    """Of its bindings, those that hold in every namespace and name the account itself, and no
    group that it is in."""
