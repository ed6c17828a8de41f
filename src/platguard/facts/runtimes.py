"""Languages, systems and stores that official images bring, by the names of endoflife.date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from platguard.model.document import NOWHERE, Place
from platguard.model.facts import Fact, ImageFact, RuntimeFact

LANGUAGE, SYSTEM, STORE, OTHER = "language", "os", "store", ""

_LIBRARY: dict[str, tuple[str, str]] = {
    "python": (LANGUAGE, "python"),
    "node": (LANGUAGE, "nodejs"),
    "golang": (LANGUAGE, "go"),
    "ruby": (LANGUAGE, "ruby"),
    "php": (LANGUAGE, "php"),
    "openjdk": (LANGUAGE, "openjdk-builds-from-oracle"),
    "eclipse-temurin": (LANGUAGE, "eclipse-temurin"),
    "amazoncorretto": (LANGUAGE, "amazon-corretto"),
    "debian": (SYSTEM, "debian"),
    "ubuntu": (SYSTEM, "ubuntu"),
    "alpine": (SYSTEM, "alpine-linux"),
    "amazonlinux": (SYSTEM, "amazon-linux"),
    "centos": (SYSTEM, "centos"),
    "rockylinux": (SYSTEM, "rocky-linux"),
    "almalinux": (SYSTEM, "almalinux"),
    "oraclelinux": (SYSTEM, "oracle-linux"),
    "fedora": (SYSTEM, "fedora"),
    "postgres": (STORE, "postgresql"),
    "mysql": (STORE, "mysql"),
    "mariadb": (STORE, "mariadb"),
    "mongo": (STORE, "mongodb"),
    "redis": (STORE, "redis"),
}
"""Repositories of the official images."""
_ELSEWHERE: dict[tuple[str, str], tuple[str, str]] = {
    ("docker.io", "rockylinux/rockylinux"): (SYSTEM, "rocky-linux"),
    ("public.ecr.aws", "amazonlinux/amazonlinux"): (SYSTEM, "amazon-linux"),
    ("quay.io", "centos/centos"): (SYSTEM, "centos-stream"),
    ("quay.io", "fedora/fedora"): (SYSTEM, "fedora"),
    ("registry.fedoraproject.org", "fedora"): (SYSTEM, "fedora"),
}
_DOTNET = re.compile(r"dotnet/(?:core/)?(?:nightly/)?(?:sdk|aspnet|runtime|runtime-deps)$")
_UBI = re.compile(r"ubi(\d+)(?:/ubi(?:-minimal|-micro|-init)?|-minimal|-micro|-init)?$")
_RED_HAT = ("registry.access.redhat.com", "registry.redhat.io")
_MIRRORS = {"public.ecr.aws": "docker/library/", "mirror.gcr.io": "library/"}
"""Registries that repeat the official images, and the folder in which they do."""

_DEBIAN = "wheezy jessie stretch buster bullseye bookworm trixie forky"
_UBUNTU = (
    "trusty xenial bionic cosmic disco eoan focal groovy hirsute impish jammy kinetic lunar mantic"
    " noble oracular plucky questing resolute"
)
_CODENAMES = dict.fromkeys(_DEBIAN.split(), "debian") | dict.fromkeys(_UBUNTU.split(), "ubuntu")
_NUMBERED = re.compile(
    r"(alpine|debian|ubuntu|al|amazonlinux|ubi|rockylinux|oraclelinux|centos|fedora)"
    r"-?(\d+(?:\.\d+)*)$"
)
_NUMBERED_PRODUCTS = {
    "alpine": "alpine-linux",
    "debian": "debian",
    "ubuntu": "ubuntu",
    "al": "amazon-linux",
    "amazonlinux": "amazon-linux",
    "ubi": "rhel",
    "rockylinux": "rocky-linux",
    "oraclelinux": "oracle-linux",
    "centos": "centos",
    "fedora": "fedora",
}
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")
_STREAM = re.compile(r"stream(\d+)")
NODE_CODENAMES = {
    "argon": "4",
    "boron": "6",
    "carbon": "8",
    "dubnium": "10",
    "erbium": "12",
    "fermium": "14",
    "gallium": "16",
    "hydrogen": "18",
    "iron": "20",
    "jod": "22",
    "krypton": "24",
}
"""Names of long-term releases of Node.js, which tags and version files use for their number."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A product and its version, as an image or a version file names them."""

    category: str
    product: str
    version: str


def of_image(image: ImageFact, label: str) -> list[Fact]:
    """What the image brings: its language, system or store, and the system its tag names."""
    evidence = f"image {image.reference}"
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


def runtimes_in(registry: str, repository: str, tag: str) -> list[Runtime]:
    """The runtimes that an image holds; their version is empty when the tag names none."""
    named = _product(registry, repository)
    if named is None:
        return []
    category, product = named
    found = [Runtime(category, product, _version(product, repository, tag))] if product else []
    system = _system_of_tag(tag) if category != SYSTEM else None
    if system is None and registry == "gcr.io":
        system = _system_of_tag(repository)
    return [*found, system] if system else found


def _product(registry: str, repository: str) -> tuple[str, str] | None:
    """(category, product) of a repository; the product is empty for other official images."""
    if (registry, repository) in _ELSEWHERE:
        return _ELSEWHERE[registry, repository]
    if registry == "mcr.microsoft.com" and _DOTNET.match(repository):
        return LANGUAGE, "dotnet"
    if registry in _RED_HAT and _UBI.match(repository):
        return SYSTEM, "rhel"
    if registry == "gcr.io" and repository.startswith("distroless/"):
        return STORE, ""
    folder = _MIRRORS.get(registry, "library/" if registry == "docker.io" else None)
    if folder is None or not repository.startswith(folder):
        return None
    return _LIBRARY.get(repository.removeprefix(folder), (OTHER, ""))


def _version(product: str, repository: str, tag: str) -> str:
    if product == "rhel" and (found := _UBI.match(repository)):
        # The minor release stands in the tag of its own repository only.
        minor = _VERSION.match(tag)
        return minor[1] if minor and minor[1].startswith(f"{found[1]}.") else found[1]
    if found := _VERSION.match(tag):
        return found[1]
    name = tag.partition("-")[0]
    if product == "nodejs":
        return NODE_CODENAMES.get(name, "")
    if product == "centos-stream" and (found := _STREAM.match(name)):
        return found[1]
    return name if _CODENAMES.get(name) == product else ""


def _system_of_tag(tag: str) -> Runtime | None:
    """The system that a suffix names: `-bookworm`, `-alpine3.19`, `-al2023`, `-debian-12`."""
    words = tag.split("-")
    for index, word in enumerate(words):
        if word in _CODENAMES:
            return Runtime(SYSTEM, _CODENAMES[word], word)
        found = _NUMBERED.match(word)
        if found is None and word in ("debian", "ubuntu"):
            found = _NUMBERED.match("-".join(words[index : index + 2]))
        if found:
            return Runtime(SYSTEM, _NUMBERED_PRODUCTS[found[1]], found[2])
    return None
