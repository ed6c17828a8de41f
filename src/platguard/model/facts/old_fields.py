"""Fields of Kubernetes that something newer has replaced."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFieldFact(Fact):
    """A field, annotation or label of an object that has a successor; each once an object."""

    label: str
    """The object: `Deployment shop/api`."""
    field: str
    """What is old, in the same words wherever it stands: `annotation kubernetes.io/ingress.class`,
    `field serviceAccount`, `label beta.kubernetes.io/os`."""
