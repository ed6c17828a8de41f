"""Facts of the languages, systems and stores in use: those that images bring, and any other."""

from __future__ import annotations

from platguard.facts.image_products import (
    KUBERNETES,
    LANGUAGE,
    NODE_CODENAMES,
    STORE,
    SYSTEM,
    Runtime,
    runtimes_in,
)
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import Fact, ImageFact, RuntimeFact

__all__ = [
    "FUNCTION",
    "KUBERNETES",
    "LANGUAGE",
    "NODE_CODENAMES",
    "STORE",
    "SYSTEM",
    "Runtime",
    "in_short",
    "of_image",
    "runtime_fact",
    "runtimes_in",
]

FUNCTION = "function"
"""The category of what runs functions without a server of one's own."""
_DIGEST = len("sha256:") + 12
"""Characters of a digest that people are shown; Docker shows as many of those of images."""


def of_image(image: ImageFact, label: str) -> list[Fact]:
    """What the image brings: its language, system or store, and the system its tag names."""
    evidence = f"image {in_short(image.reference)}"
    place = image.places.get("", NOWHERE)
    unknown = ["version"] if {"tag", "digest"}.intersection(image.unknown) else []
    return [
        runtime_fact(
            found,
            label=label,
            evidence=evidence,
            address=image.address,
            subject=image.subject,
            place=place,
            unknown=unknown,
        )
        for found in runtimes_in(image.registry, image.repository, image.tag)
        if found.version or unknown
    ]


def in_short(reference: str) -> str:
    """A reference for people: of a digest, as much as tells it from others."""
    name, at, digest = reference.partition("@")
    return f"{name}{at}{digest[:_DIGEST]}"


def runtime_fact(
    runtime: Runtime,
    *,
    label: str,
    evidence: str,
    address: str,
    subject: str,
    place: Place,
    stage: str = "",
    unknown: list[str] | None = None,
) -> RuntimeFact:
    """The fact of a runtime that something at `place` names."""
    return RuntimeFact(
        address=address,
        subject=subject,
        places={"": place, "version": place, "evidence": place},
        unknown=unknown or [],
        label=label,
        category=runtime.category,
        product=runtime.product,
        version=runtime.version,
        evidence=evidence,
        stage=stage,
        strong=1,
        weak=0,
    )
