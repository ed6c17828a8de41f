"""Products in use, their versions, and the images that bring them."""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeFact(Fact):
    """A language, operating system or orchestrator in use."""

    label: str
    """Who uses it, for people: `Dockerfile stage build`, `service web`."""
    category: str
    """language, os, orchestrator, store, kubernetes, component (a part of Kubernetes),
    tool (a program that deploys)."""
    product: str
    """As endoflife.date names it: python, nodejs, debian, docker-swarm."""
    version: str
    """As written, without the variant: `3.9`, `bookworm`; empty when the product has none here."""
    evidence: str
    """What shows it: `FROM python:3.9-slim`, `deploy.placement`, `docker stack deploy`."""
    stage: str
    """final, build (another stage of a Dockerfile), or empty."""
    strong: int
    """How many signals prove it; 1 for anything that names the product itself."""
    weak: int
    """How many signals only hint at it."""
    allowed: list[str] = field(default_factory=list)
    """The versions that satisfy a requirement, as spans: `3.8..3.10` is 3.8 and later, before
    3.10; `18..` has no end. Empty where one version is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFact(Fact):
    """A reference to a container image."""

    reference: str
    """As written."""
    registry: str
    """`docker.io` when absent."""
    repository: str
    """With the namespace: `library/nginx`."""
    tag: str
    """Empty when absent (the engine takes `latest`)."""
    digest: str
    """`sha256:...`, or empty."""
    used_by: str
    """`container "api" in Deployment shop/api`, `Dockerfile stage build`, `service web`."""
