"""As whom the pods of each workload talk to the API server.

The pods say whether a token is mounted, else their account, else it is; the account is `default`
where they name none (kubernetes plugin/pkg/admission/serviceaccount/admission.go).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from platguard.facts.templates import is_template
from platguard.model.document import Place
from platguard.model.facts import (
    AccountFact,
    BindingFact,
    Fact,
    KustomizationFact,
    PodIdentityFact,
    WorkloadFact,
)
from platguard.records import dataclass
from platguard.relations.companions import Placed, placed
from platguard.relations.homes import UNSET, Home, home_of
from platguard.relations.units import Unit, Units
from platguard.relations.whole import Whole

_DEFAULT = "default"
_EVERY_ACCOUNT = "system:serviceaccounts"
"""The group of all service accounts; with a colon and a namespace, of those in it."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[PodIdentityFact]:
    """A PodIdentityFact for each workload, in the order of files."""
    workloads: list[WorkloadFact] = []
    accounts: list[AccountFact] = []
    bindings: list[BindingFact] = []
    kustomizations: list[KustomizationFact] = []
    for fact in facts:
        match fact:
            case WorkloadFact():
                workloads.append(fact)
            case AccountFact():
                accounts.append(fact)
            case BindingFact():
                bindings.append(fact)
            case KustomizationFact():
                kustomizations.append(fact)
    units = Units(whole.units, kustomizations)
    known = _Accounts(accounts, units)
    granted = _Grants(bindings)
    for workload in placed(workloads, units):
        yield _identity(workload, known, granted)


def _identity(workload: Placed, known: _Accounts, granted: _Grants) -> PodIdentityFact:
    fact, home = workload.fact, workload.home
    unknown = [] if home.known else ["namespace"]
    name = fact.service_account or _DEFAULT
    account = known.of(name, workload)
    if "service_account" in fact.unknown:
        unknown.append("account")
    automount, decided_by = _automount(fact, account)
    if automount is None:
        unknown.append("automount")
    bindings = granted.to(name, home)
    if not bindings and (account is None or workload.unit.opaque or granted.open):
        # What creates the account elsewhere may bind roles to it there too.
        unknown.append("bindings")
    return PodIdentityFact(
        address=fact.address,
        subject=fact.subject,
        places=_places(fact),
        unknown=unknown,
        path=fact.path,
        workload=fact.label,
        namespace=home.namespace,
        account=name,
        automount=automount is not False,
        decided_by=decided_by,
        bindings=bindings,
        cluster_bindings=granted.across_the_cluster(name, home),
    )


def _places(fact: WorkloadFact) -> dict[str, Place]:
    """Places of the fields of the workload, by those that they decide here."""
    return {
        {"service_account": "account"}.get(name, name): place
        for name, place in fact.places.items()
        if name in ("", "namespace", "service_account", "automount")
    }


def _automount(fact: WorkloadFact, account: AccountFact | None) -> tuple[bool | None, str]:
    """Whether a token is mounted, and who decides; None when that is not known."""
    if "automount" in fact.unknown:
        return None, ""
    if fact.automount:
        return fact.automount == "true", "the pods"
    if "service_account" in fact.unknown or (account and "automount" in account.unknown):
        return None, ""
    if account and account.automount:
        return account.automount == "true", account.label
    return True, ""


class _Accounts:
    """The service accounts of a repository, by name."""

    def __init__(self, accounts: Iterable[AccountFact], units: Units) -> None:
        self._by_name: defaultdict[str, list[tuple[AccountFact, Unit, Home]]] = defaultdict(list)
        for account in accounts:
            unit = units.of(account.path)
            if account.path not in unit.patches:
                found = (account, unit, home_of(account, unit))
                self._by_name[account.name].append(found)

    def of(self, name: str, workload: Placed) -> AccountFact | None:
        """The account of that name in the workload's namespace, else in what is deployed with it.

        Where namespaces are not known, those that are deployed together share one.
        """
        found = self._by_name.get(name, [])
        near = [account for account, _, home in found if home == workload.home]
        beside = [account for account, unit, _ in found if unit.family == workload.unit.family]
        return next(iter([*near, *beside]), None)


@dataclass(frozen=True, slots=True)
class _Grant:
    label: str
    namespace: str
    """Of the account, as written; empty when that is not known."""
    everywhere: bool
    """Whether it holds in every namespace."""


class _Grants:
    """What role bindings grant to service accounts."""

    def __init__(self, bindings: Iterable[BindingFact]) -> None:
        self._by_name: defaultdict[str, list[_Grant]] = defaultdict(list)
        self._to_namespaces: list[_Grant] = []
        self.open = False
        """Whether some binding grants something to accounts that only a template names."""
        for binding in bindings:
            self.open = self.open or "accounts" in binding.unknown
            everywhere = binding.kind == "ClusterRoleBinding"
            for account in binding.accounts:
                namespace, _, name = account.partition("/")
                grant = _Grant(binding.label, _written(namespace), everywhere)
                self._by_name[name].append(grant)
            for group in binding.groups:
                general, _, namespace = group.partition(f"{_EVERY_ACCOUNT}:")
                if group == _EVERY_ACCOUNT or not general:
                    grant = _Grant(binding.label, _written(namespace), everywhere)
                    self._to_namespaces.append(grant)

    def to(self, name: str, home: Home) -> list[str]:
        """Labels of the bindings that grant something to the account of that name."""
        grants = [*self._by_name.get(name, ()), *self._to_namespaces]
        return sorted({grant.label for grant in grants if _is_in(grant.namespace, home)})

    def across_the_cluster(self, name: str, home: Home) -> list[str]:
        """Of them, those that hold in every namespace and name the account itself."""
        grants = [grant for grant in self._by_name.get(name, ()) if grant.everywhere]
        return sorted({grant.label for grant in grants if _is_in(grant.namespace, home)})


def _written(namespace: str) -> str:
    return "" if is_template(namespace) else namespace


def _is_in(namespace: str, home: Home) -> bool:
    """Whether an account of that namespace may be one of a workload that lives at `home`."""
    return namespace in ("", home.namespace) or home.namespace == UNSET or bool(home.unit)
