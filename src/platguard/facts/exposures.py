"""What lets users reach a service: ingresses, routes, load balancers."""

from __future__ import annotations

from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import mapping
from platguard.model.facts import ExposureFact

_KINDS = frozenset(
    {
        ("networking.k8s.io", "Ingress"),
        ("extensions", "Ingress"),
        ("gateway.networking.k8s.io", "HTTPRoute"),
        ("gateway.networking.k8s.io", "GRPCRoute"),
        ("gateway.networking.k8s.io", "TLSRoute"),
        ("gateway.networking.k8s.io", "TCPRoute"),
        ("route.openshift.io", "Route"),
        ("traefik.io", "IngressRoute"),
        ("traefik.containo.us", "IngressRoute"),
        ("projectcontour.io", "HTTPProxy"),
    }
)
"""Groups and kinds of objects that lead requests from outside to a service."""


def extract_exposure(found: KubernetesObject) -> list[ExposureFact]:
    """The fact of an object that lets users in; none for any other."""
    if (found.group, found.kind) in _KINDS:
        return [_fact(found, found.label)]
    spec = mapping(found.value.get("spec"))
    if (found.group, found.kind) == ("", "Service") and spec.get("type") == "LoadBalancer":
        return [_fact(found, f"{found.label} of type LoadBalancer")]
    return []


def _fact(found: KubernetesObject, label: str) -> ExposureFact:
    return ExposureFact(
        address=found.address, subject="exposure", places={"": found.place}, label=label
    )
