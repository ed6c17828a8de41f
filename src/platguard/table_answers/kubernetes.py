"""What rules may ask about APIs and fields of Kubernetes: since when, until when, what then.

Releases are minors: `1.22`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from platguard.kubernetes_fields import FieldLife
from platguard.table_data import ApiLife

ANY_VERSION = "0"
"""The version in which something was removed that no release serves any more."""


@dataclass(frozen=True, kw_only=True)
class KubernetesAnswers:
    """Answers from the lives of API versions and of fields."""

    apis: Mapping[tuple[str, str], ApiLife]
    """By (API version, kind)."""
    kubernetes_fields: Mapping[str, FieldLife]
    """By name: `field serviceAccount`."""

    def api_deprecated_in(self, api_version: str, kind: str) -> str:
        """The Kubernetes minor that deprecated the API, or empty."""
        life = self._life(api_version, kind)
        return life.deprecated if life else ""

    def api_removed_in(self, api_version: str, kind: str) -> str:
        """The Kubernetes minor without the API, or empty; ANY_VERSION when nothing serves it."""
        life = self._life(api_version, kind)
        if life is None:
            return ""
        return ANY_VERSION if life.unserved else life.removed

    def api_advice(self, api_version: str, kind: str) -> str:
        """What to use instead, as a sentence; empty for an API that the table does not know."""
        life = self._life(api_version, kind)
        if life is None:
            return ""
        if not life.replacement:
            return f"Nothing replaces it{f'; {life.note}' if life.note else ''}."
        remarks = ["only the version changes"] if life.safe else []
        if life.note:
            remarks.append(life.note)
        return f"Use {life.replacement}{''.join(f'; {remark}' for remark in remarks)}."

    def api_renamed_to(self, api_version: str, kind: str) -> str:
        """The API version to use instead, where nothing else has to change; else empty."""
        life = self._life(api_version, kind)
        return life.replacement if life and life.safe else ""

    def field_deprecated_in(self, field: str) -> str:
        """The Kubernetes minor since which a field has a successor; empty when it has none."""
        life = self.kubernetes_fields.get(field)
        return life.deprecated if life else ""

    def field_removed_in(self, field: str) -> str:
        """The Kubernetes minor since which a field has no effect; empty while it has one."""
        life = self.kubernetes_fields.get(field)
        return life.removed if life else ""

    def field_effect(self, field: str) -> str:
        """What comes of a field that has no effect any more; empty while it has one."""
        life = self.kubernetes_fields.get(field)
        return life.effect if life else ""

    def field_advice(self, field: str) -> str:
        """What to use instead of a field, as a sentence; empty for one that has no successor."""
        life = self.kubernetes_fields.get(field)
        return life.advice if life else ""

    def field_successor(self, field: str) -> str:
        """The name that takes the place of a field with the same value; empty where none does."""
        life = self.kubernetes_fields.get(field)
        return life.successor if life else ""

    def _life(self, api_version: str, kind: str) -> ApiLife | None:
        return self.apis.get((api_version, kind)) or self.apis.get((api_version, "*"))
