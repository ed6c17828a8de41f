"""What rules may ask of the dated tables: ends of support, lives of Kubernetes API versions.

Days are texts (YYYY-MM-DD), which compare as days do; an empty text is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from platguard import versions
from platguard.table_data import ApiLife, Cycle, read_apis, read_support

ANY_VERSION = "0"
"""The version in which something was removed that no release serves any more."""


@dataclass(frozen=True)
class Tables:
    """The dated tables, and every function over them that rules may use."""

    as_of: Mapping[str, str]
    """The day that each table describes, by the name of the table."""
    support: Mapping[str, tuple[Cycle, ...]]
    """The cycles of each product, oldest first, by every name of the product."""
    apis: Mapping[tuple[str, str], ApiLife]
    """By (API version, kind)."""

    @classmethod
    def from_data(cls, support: Mapping[str, Any], apis: Mapping[str, Any]) -> Tables:
        """The tables of parsed files; a UsageError names the place of what is wrong in them."""
        cycles, lives = read_support(support), read_apis(apis)
        as_of = {table["table"]: str(table["as_of"]) for table in (support, apis)}
        return cls(as_of, cycles, lives)

    def has_support(self, product: str, version: str) -> bool:
        """Whether the table knows when the support of `version` ends."""
        return self._cycle(product, version) is not None

    def support_ends(self, product: str, version: str) -> str:
        """Last supported day; 9999-12-31 without an announced end, empty when unknown."""
        cycle = self._cycle(product, version)
        return cycle.ends if cycle else ""

    def extended_support_ends(self, product: str, version: str) -> str:
        """Last day of extended support, or of support where nothing extends it."""
        cycle = self._cycle(product, version)
        return cycle.extended if cycle else ""

    def newest_supported(self, product: str, as_of: str) -> str:
        """The newest cycle supported on `as_of`, of the long-lived ones if any is; else empty.

        The table has no days of release: asked about the past, it may name a later cycle.
        """
        supported = self._supported(product, as_of)
        lasting = [cycle for cycle in supported if not cycle.short_lived]
        return (lasting or supported)[-1].name if supported else ""

    def oldest_supported(self, product: str, as_of: str) -> str:
        """The oldest cycle supported on `as_of`; empty for a product without a table.

        Where all have ended it is the newest one: what runs then is not older.
        """
        cycles = self._supported(product, as_of) or self.support.get(product, ())[-1:]
        return cycles[0].name if cycles else ""

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

    def api_removal_is_planned(self, api_version: str, kind: str) -> bool:
        """Whether the removal lies above the newest release, so that it may still move."""
        removed = self.api_removed_in(api_version, kind)
        releases = self.support.get("kubernetes", ())
        return bool(removed and releases) and not versions.at_least(releases[-1].name, removed)

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

    def _life(self, api_version: str, kind: str) -> ApiLife | None:
        return self.apis.get((api_version, kind)) or self.apis.get((api_version, "*"))

    def _supported(self, product: str, as_of: str) -> tuple[Cycle, ...]:
        return tuple(cycle for cycle in self.support.get(product, ()) if as_of <= cycle.ends)

    def _cycle(self, product: str, version: str) -> Cycle | None:
        """The cycle of `version`: by its name, else by the longest cycle that starts it."""
        cycles = self.support.get(product, ())
        wanted = version.strip().lower()
        for cycle in cycles:
            if wanted in cycle.spellings:
                return cycle
        prefixes = {
            versions.numbers(spelling): cycle
            for cycle in cycles
            for spelling in (cycle.name, *cycle.spellings)
            if versions.numbers(spelling)
        }
        parts = versions.numbers(wanted)
        lengths = range(len(parts), 0, -1)
        return next((prefixes[parts[:n]] for n in lengths if parts[:n] in prefixes), None)
