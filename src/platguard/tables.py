"""The dated tables together: ends of support, lives of APIs of Kubernetes, what GitHub retires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from platguard import versions
from platguard.github_actions import GitHubActions
from platguard.kubernetes_fields import read_kubernetes_fields
from platguard.retired_images import read_retired_images
from platguard.table_answers.github import GitHubAnswers
from platguard.table_answers.images import ImageAnswers
from platguard.table_answers.kubernetes import KubernetesAnswers
from platguard.table_answers.support import SupportAnswers
from platguard.table_data import read_apis, read_support


@dataclass(frozen=True, kw_only=True)
class Tables(SupportAnswers, KubernetesAnswers, ImageAnswers, GitHubAnswers):
    """The dated tables, and every function over them that rules may use."""

    as_of: Mapping[str, str]
    """The day that each table describes, by the name of the table."""

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, Any]]) -> Tables:
        """The tables of parsed files, by name; a UsageError names the place of what is wrong."""
        return cls(
            as_of={name: str(table["as_of"]) for name, table in data.items()},
            support=read_support(data["support"]),
            apis=read_apis(data["kubernetes-apis"]),
            retired_images=read_retired_images(data["retired-images"]),
            kubernetes_fields=read_kubernetes_fields(data["kubernetes-fields"]),
            github=GitHubActions.from_data(data),
        )

    def api_removal_is_planned(self, api_version: str, kind: str) -> bool:
        """Whether the removal lies above the newest release, so that it may still move."""
        removed = self.api_removed_in(api_version, kind)
        releases = self.support.get("kubernetes", ())
        return bool(removed and releases) and not versions.at_least(releases[-1].name, removed)
