"""How far the facts of a file reach: which relations of which other files may depend on them.

A relation is made of all facts of a repository, and most of its facts depend on few of them: those
of one namespace, of one family of deploy units. Where files share no tie, each of the relations in
`NEAR` gives for the one what it gives without the other. So after a change of some files it is made
anew only of what is tied to them.

A tie is a text that one file gives and another needs. Whatever a relation looks up by a key (a
namespace, a family of units, the name of an account) is a tie of that key; whatever it looks up
without one is a tie that everybody needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from posixpath import dirname

from platguard.model.facts import (
    FACT_NAMES,
    AccountFact,
    AlertRulesFact,
    BindingFact,
    CatalogEntityFact,
    CodeOwnersFact,
    CommandFact,
    CompanionFact,
    ExposureFact,
    Fact,
    JobFact,
    NetworkPolicyFact,
    ObjectFact,
    PipelineFact,
    RuntimeFact,
    ServiceFact,
    SloFact,
    StepFact,
    ToolSignFact,
    WorkloadFact,
)
from platguard.relations.companions import COMPOSE
from platguard.relations.homes import Home, home_of
from platguard.relations.policy_uses import is_custom
from platguard.relations.units import Unit, Units

_COMPANIONS = tuple(
    f"companion {kind}"
    for kind in (
        *("HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget"),
        *("Service", "PersistentVolumeClaim"),
    )
)
NEAR: Mapping[str, frozenset[str]] = {
    f"platguard.relations.{name}": frozenset(types)
    for name, types in {
        "network": ("workload", "network_policy"),
        "identities": ("account", "binding"),
        "resources": ("companion LimitRange",),
        "probes": ("companion Service",),
        "availability": ("workload", *_COMPANIONS, "account", "binding"),
        "ownership": (),
        "policy_uses": ("workload", "network_policy", "object"),
        "compose": ("service", "runtime", "command"),
        "step_runs": ("pipeline", "job", "step"),
    }.items()
}
"""The modules of the relations that ties are known of, and of each the facts that it looks at in
other files, as `sort_of` calls them: what else it is made of tells only of things in the same
file."""
_SORTS = frozenset[str]().union(*NEAR.values())

_DEFAULT = "default"
_EVERYWHERE, _ANYWHERE = "everywhere", "anywhere"
_STEPS = "steps"
COMPOSED, WHOLE = "compose", "whole"
"""The ties of all that runs in Compose, and of what relations of the whole repository take as it
is: see `gists`."""

_OF_WHOLE = (
    *(CatalogEntityFact, CodeOwnersFact, AlertRulesFact, SloFact, ExposureFact, ToolSignFact),
)
TYING = (
    *(WorkloadFact, NetworkPolicyFact, CompanionFact, AccountFact, BindingFact, ObjectFact),
    *(PipelineFact, JobFact, StepFact, ServiceFact, CommandFact, RuntimeFact, *_OF_WHOLE),
)
"""The types of facts that have ties."""


class Ties:
    """The ties of one file. Of most files nobody asks for any, so what is remembered of them is
    read when somebody does."""

    def __init__(self, told: Callable[[int], frozenset[str]]) -> None:
        """`told` gives what the file gives, what it needs, and its sorts, by number."""
        self._told = told

    @cached_property
    def gives(self) -> frozenset[str]:
        """What others may need."""
        return self._told(0)

    @cached_property
    def needs(self) -> frozenset[str]:
        """What others may give."""
        return self._told(1)

    @cached_property
    def sorts(self) -> frozenset[str]:
        """The sorts of its facts at which some relation looks from other files."""
        return self._told(2)


def sort_of(fact: Fact) -> str:
    """What NEAR calls a fact: its type, and of a companion also its kind."""
    name = FACT_NAMES[type(fact)]
    return f"{name} {fact.kind}" if isinstance(fact, CompanionFact) else name


def ties_of(facts: Iterable[Fact], units: Units) -> Ties:
    """The ties of the facts of a file, as Kustomizations leave them."""
    found = _Found(units)
    for fact in facts:
        found.sorts.add(sort_of(fact))
        match fact:
            case WorkloadFact() if fact.kind != COMPOSE:
                found.workload(fact)
            case NetworkPolicyFact():
                found.policy(fact)
            case CompanionFact():
                found.companion(fact)
            case AccountFact():
                found.account(fact)
            case BindingFact():
                found.binding(fact)
            case ObjectFact() if fact.labels and is_custom(fact.group):
                found.gives.add(f"custom {fact.namespace}")
            case PipelineFact() | JobFact() | StepFact():
                found.both(_STEPS)
            case ServiceFact() | CommandFact(program="docker"):
                found.both(COMPOSED)
            case RuntimeFact(product="docker-swarm"):
                found.both(COMPOSED)
                found.gives.add(WHOLE)
        if isinstance(fact, _OF_WHOLE):
            found.gives.add(WHOLE)
    return Ties((frozenset(found.gives), frozenset(found.needs), _SORTS & found.sorts).__getitem__)


class _Found:
    """The ties of one file, while its facts go by."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self.gives: set[str] = set()
        self.needs: set[str] = set()
        self.sorts: set[str] = set()

    def both(self, *ties: str) -> None:
        """Ties that the file gives and needs."""
        self.gives.update(ties)
        self.needs.update(ties)

    def workload(self, fact: WorkloadFact) -> None:
        unit = self._units.of(fact.path)
        if fact.path in unit.patches:
            self._patch(unit)
            return
        home = home_of(fact, unit)
        self._placed(fact, unit, home, settled=home.known and "name" not in fact.unknown)
        account = fact.service_account or _DEFAULT
        self.needs |= {f"bound {account}", "bound", _account(unit, account), _at(home, account)}

    def policy(self, fact: NetworkPolicyFact) -> None:
        unit = self._units.of(fact.path)
        if fact.path in unit.patches:
            self._patch(unit)
            return
        home = home_of(fact, unit)
        # Whether a namespace without a name is the only one depends on all that stands around it.
        self._placed(fact, unit, home, settled=home.known and not home.unit)
        self.needs |= {f"custom {home.namespace}", "custom "}
        if fact.cluster_wide:
            self.gives.add(_EVERYWHERE)

    def companion(self, fact: CompanionFact) -> None:
        unit = self._units.of(fact.path)
        if fact.path in unit.patches:
            self._patch(unit)
            return
        home = home_of(fact, unit)
        self.gives |= {_home(home), _family(unit), _ANYWHERE}
        if not home.known or not {"target_kind", "target_name"}.isdisjoint(fact.unknown):
            self.gives.add(_open(unit))

    def account(self, fact: AccountFact) -> None:
        unit = self._units.of(fact.path)
        if fact.path not in unit.patches:
            self.gives |= {_account(unit, fact.name), _at(home_of(fact, unit), fact.name)}

    def binding(self, fact: BindingFact) -> None:
        self.gives |= {f"bound {account.partition('/')[2]}" for account in fact.accounts}
        if fact.groups or "accounts" in fact.unknown:
            self.gives.add("bound")

    def _placed(
        self, fact: WorkloadFact | NetworkPolicyFact, unit: Unit, home: Home, *, settled: bool
    ) -> None:
        """What is deployed into a namespace; `settled` where no other decides what it is."""
        self.both(_home(home), f"beside {dirname(fact.path)}")
        self.gives |= {_family(unit), _ANYWHERE}
        self.needs |= {_open(unit), _EVERYWHERE}
        if not home.known:
            self.gives.add(_open(unit))
        if not settled or _is_composed(unit):
            self.needs.add(_family(unit))
        if unit.renamed:
            self.needs.add(_ANYWHERE)

    def _patch(self, unit: Unit) -> None:
        self.gives |= {_family(unit), _open(unit), _ANYWHERE}


def _is_composed(unit: Unit) -> bool:
    """Whether something says what the unit is made of, or that it is a part of another."""
    return bool(unit.kind or unit.lists or unit.listed_by)


def _home(home: Home) -> str:
    return f"home {home.unit} {home.namespace}"


def _family(unit: Unit) -> str:
    return f"family {unit.family}"


def _open(unit: Unit) -> str:
    return f"open {unit.family}"


def _account(unit: Unit, name: str) -> str:
    return f"account {unit.family} {name}"


def _at(home: Home, name: str) -> str:
    return f"account {home.unit} {home.namespace} {name}"
