"""The systems that a repository uses to build, deploy, observe and keep secrets."""

from __future__ import annotations

from dataclasses import dataclass

from platguard.model.facts.base import Fact

TOOL_CATEGORIES = ("ci", "deployment", "logging", "monitoring", "secrets")
"""What such a system is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFact(Fact):
    """Evidence that a repository uses a system, or knows of one."""

    category: str
    """One of TOOL_CATEGORIES."""
    product: str
    """Its name in `capabilities`: `github-actions`, `argocd`, `sealed-secrets`."""
    strength: str
    """used (configuration, a deployed image, a step), or referenced (a dependency or a name)."""
    evidence: str
    """What shows it: `.github/workflows`, `image fluent/fluent-bit`."""
