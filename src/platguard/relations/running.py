"""Whether a repository is one of a service: something of it runs, or is made from its code."""

from __future__ import annotations

from collections.abc import Iterable

from platguard.facts.examples import is_example
from platguard.model.facts import Fact, ImageFact, ObjectFact, ServiceFact, WorkloadFact

SERVICES = frozenset({"service", "website"})
"""Types of components that people use while they run; nobody waits for a library to answer."""

_BUILT_BY = frozenset(
    {"Dockerfile", "Containerfile", "package.json", "go.mod", "pyproject.toml", "setup.py"}
    | {"requirements.txt", "Pipfile", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile"}
    | {"composer.json", "Cargo.toml", "global.json"}
)
"""Names of files that stand beside code."""
_PROJECTS = (".csproj", ".fsproj", ".vbproj")
"""Endings of such files."""

_RELEASES = frozenset(
    {
        ("helm.toolkit.fluxcd.io", "HelmRelease"),
        ("argoproj.io", "Application"),
        ("argoproj.io", "ApplicationSet"),
        ("helm.cattle.io", "HelmChart"),
    }
)
"""Objects by which a controller runs what lies elsewhere."""


def is_of_service(facts: Iterable[Fact]) -> bool:
    """Whether it holds a workload, a service or a release of one, or builds an image.

    Its examples do not count, nor the container in which people work on it.
    """
    return any(_runs(fact) for fact in facts if not (is_example(fact.path) or is_bench(fact.path)))


def _runs(fact: Fact) -> bool:
    if isinstance(fact, ImageFact):
        return fact.address.startswith("docker:")
    if isinstance(fact, ObjectFact):
        return (fact.group, fact.kind) in _RELEASES
    return isinstance(fact, WorkloadFact | ServiceFact)


def is_bench(path: str) -> bool:
    """Whether a file is of the container in which people write code, and which runs nothing else.

    Source: containers.dev, "Development Container Specification", on `.devcontainer`.
    """
    return ".devcontainer" in path.split("/")[:-1]


def stands_beside_code(path: str) -> bool:
    """Whether a file is one of those that say how the code in their folder is built.

    Hidden folders, such as `.devcontainer` and `.docker`, hold what tools need, and no code.
    """
    *folders, name = path.split("/")
    is_hidden = any(folder.startswith(".") for folder in folders)
    return (name in _BUILT_BY or name.endswith(_PROJECTS)) and not is_hidden
