"""Whether a repository is one of a service: something of it runs."""

from __future__ import annotations

from collections.abc import Iterable

from platguard.facts import is_example
from platguard.model.facts import Fact, ImageFact, ServiceFact, WorkloadFact

SERVICES = frozenset({"service", "website"})
"""Types of components that people use while they run; nobody waits for a library to answer."""


def is_of_service(facts: Iterable[Fact]) -> bool:
    """Whether it holds a workload or a service, or builds an image, outside of its examples."""
    return any(_runs(fact) for fact in facts if not is_example(fact.path))


def _runs(fact: Fact) -> bool:
    if isinstance(fact, ImageFact):
        return fact.address.startswith("docker:")
    return isinstance(fact, WorkloadFact | ServiceFact)
