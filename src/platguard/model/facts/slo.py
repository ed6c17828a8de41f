"""Service level objectives: what a service promises, and to whom."""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SloFact(Fact):
    """An objective of a service."""

    system: str
    """backstage (an annotation of the catalog), openslo, sloth, pyrra."""
    service: str
    """The service that it is about; empty when it names none."""
    name: str
    """Name of the objective; empty when it has none."""
    target: str
    """The share of good in percent, as a plain decimal number: `99.5`; empty when it is none."""
    written: str
    """The target as written: `0.995`, `99.5%`."""
    service_class: str
    """internal, critical or mission-critical; empty when it says nothing of it."""
    budget_approved_by: str
    """Who approved the budget for a target beyond what its class can hold; empty for nobody."""
    downtime: str
    """The downtime that it states: `2.5 hours per year`; empty when it states none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureFact(Fact):
    """An object that lets users reach a service from outside of the cluster."""

    label: str
    """`Ingress shop/web`, `Service shop/api of type LoadBalancer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevelFact(Fact):
    """What is promised for a service, and what it builds on. A relation over a repository's files.

    One for each service of the catalog; for the repository where the catalog has none.
    """

    service: str
    """Name in the catalog; empty for the repository."""
    targets: list[str]
    """Its targets in percent, lowest first."""
    exposed_by: list[str]
    """What lets users in: `Ingress shop/web`, `Service shop/api of type LoadBalancer`; nothing in
    a repository that is one of examples by the title of its README."""
    lowest: str
    """The lowest of its targets; empty when there is none."""
    dependencies: list[str]
    """What it depends on and what that promises: `payments 99.9%`, or `payments of shop/payments
    99.9%` where another repository does; those without a promise are left out."""
    possible: str
    """The product of what its dependencies promise, in percent; empty without any."""
    asks: list[str] = field(default_factory=list)
    """What it depends on and this repository does not describe: `component:default/payments`."""
