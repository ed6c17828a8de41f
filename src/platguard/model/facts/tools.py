"""The systems that a repository uses to build, deploy, observe and keep secrets."""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.records import dataclass

TOOL_CATEGORIES = ("ci", "deployment", "logging", "monitoring", "secrets")
"""What such a system is for."""

USED, REFERENCED = "used", "referenced"
"""How strong evidence is: something runs, or a name stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSignFact(Fact):
    """Something in a file's content that shows a system."""

    category: str
    """One of TOOL_CATEGORIES."""
    product: str
    """Its name in `capabilities`: `github-actions`, `argocd`, `sealed-secrets`."""
    strength: str
    """used (configuration, a deployed image, a step), or referenced (a dependency or a name)."""
    evidence: str
    """What shows it: `image fluent/fluent-bit`, `helm upgrade`, `dependency dd-trace`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFact(Fact):
    """A system that a repository uses, or knows of. A relation over its files.

    Vendored folders, tests, documents and examples show nothing.
    """

    category: str
    """One of TOOL_CATEGORIES."""
    product: str
    """Its name in `capabilities`: `github-actions`, `argocd`, `sealed-secrets`."""
    strength: str
    """used (configuration, a deployed image, a step), or referenced (a dependency or a name)."""
    evidence: str
    """What shows it: `.github/workflows/ci.yml`, `image fluent/fluent-bit`."""
    shown_by: int = 1
    """How many files show it."""
    serves: list[str] = field(default_factory=list)
    """Systems of which it is a part where both are used: helm of argocd, promtail of loki."""
    apart: list[str] = field(default_factory=list)
    """Systems of its category that serve another end and cannot take its place: terraform of helm,
    sentry of prometheus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCategoryFact(Fact):
    """What a repository uses for one purpose. A relation over its files."""

    category: str
    """One of TOOL_CATEGORIES."""
    used: list[str]
    """Systems that it uses, without those that are parts of another one that it uses."""
    doubled: list[str]
    """Of those that it uses, the ones that do what another one does, too: not Terraform beside
    Helm, nor Sentry beside Prometheus."""
    doubled_told: list[str]
    """The same with the file that shows each, for people: `helm (chart/Chart.yaml)`."""
    referenced: list[str]
    """Systems of which only a name stands there."""
    is_service: bool
    """Whether something of the repository runs: it has a workload, or builds an image, and is none
    of examples by the title of its README."""
