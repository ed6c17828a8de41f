"""What rules may ask of the dated tables: ends of support, lives of Kubernetes API versions.

Days are texts (YYYY-MM-DD), which compare as days do; an empty text is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from platguard import versions
from platguard.github_actions import RUNTIME, GitHubActions
from platguard.kubernetes_fields import FieldLife, read_kubernetes_fields
from platguard.retired_images import RetiredImage, read_retired_images, retired_image
from platguard.table_data import NO_END, ApiLife, Cycle, family_of, read_apis, read_support

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
    retired_images: tuple[RetiredImage, ...]
    """The first that matches an image counts."""
    github: GitHubActions
    """What GitHub Actions retires, and what actions run on."""
    kubernetes_fields: Mapping[str, FieldLife]
    """By name: `field serviceAccount`."""

    _known_cycles: dict[tuple[str, str], Cycle | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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

    def has_support(self, product: str, version: str) -> bool:
        """Whether the table knows when the support of `version` ends."""
        return self._cycle(product, version) is not None

    def cycle(self, product: str, version: str) -> str:
        """The release cycle of a version, as endoflife.date names it; empty when unknown."""
        cycle = self._cycle(product, version)
        return cycle.name if cycle else ""

    def released_on(self, product: str, version: str) -> str:
        """The day of the first release of a version's cycle; empty when unknown."""
        cycle = self._cycle(product, version)
        return cycle.released if cycle else ""

    def support_ends(self, product: str, version: str) -> str:
        """Last supported day; 9999-12-31 without an announced end, empty when unknown."""
        cycle = self._cycle(product, version)
        return cycle.ends if cycle else ""

    def extended_support_ends(self, product: str, version: str) -> str:
        """Last day of extended support, or of support where nothing extends it."""
        cycle = self._cycle(product, version)
        return cycle.extended if cycle else ""

    def newest_supported(self, product: str, as_of: str) -> str:
        """The newest cycle supported on `as_of`, of the long-lived ones if any is; else empty."""
        cycle = _best(self._supported(product, as_of))
        return cycle.name if cycle else ""

    def oldest_supported(self, product: str, as_of: str) -> str:
        """The oldest cycle supported on `as_of`; empty for a product without a table.

        Where all have ended it is the newest one: what runs then is not older.
        """
        cycles = self._supported(product, as_of) or self.support.get(product, ())[-1:]
        return cycles[0].name if cycles else ""

    def what_to_use(self, product: str, version: str, as_of: str) -> str:
        """What to move to, and until when that is supported: `go 1.27 (supported to ...)`."""
        cycle = self._cycle(product, version)
        family = (cycle.heir or cycle.family) if cycle else family_of(version)
        supported = self._supported(product, as_of)
        best = _best([other for other in supported if other.family == family])
        if best is None:
            return f"another product: no {product} {family}".rstrip() + " is supported any more"
        ends = "without an announced end" if best.ends == NO_END else f"to {best.ends}"
        named = best.name if best.family else f"{product} {best.name}"
        return f"{named} (supported {ends})"

    def oldest_allowed(self, product: str, allowed: Sequence[str]) -> str:
        """The oldest cycle that a requirement names; empty where it has no lower bound."""
        spans = [versions.read_span(text) for text in allowed]
        if not all(span.lower for span in spans):
            return ""
        cycles = self._allowed(product, spans)
        return cycles[0].name if cycles else ""

    def newest_allowed(self, product: str, allowed: Sequence[str]) -> str:
        """The newest known cycle that a requirement allows; empty when it allows none of them."""
        cycles = self._allowed(product, [versions.read_span(text) for text in allowed])
        return cycles[-1].name if cycles else ""

    def allowed_support_ends(self, product: str, allowed: Sequence[str]) -> str:
        """Last day on which anything that a requirement allows is supported; empty when unknown.

        9999-12-31 where it allows cycles that are yet to come.
        """
        spans = [versions.read_span(text) for text in allowed]
        cycles = self._allowed(product, spans)
        if not cycles:
            return ""
        newest = versions.span_of(self.support[product][-1].numbers)
        yet_to_come = versions.Span(newest.upper or (), None)
        if any(span.holds_any_of(yet_to_come) for span in spans):
            return NO_END
        return max(cycle.ends for cycle in cycles)

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

    def api_renamed_to(self, api_version: str, kind: str) -> str:
        """The API version to use instead, where nothing else has to change; else empty."""
        life = self._life(api_version, kind)
        return life.replacement if life and life.safe else ""

    def image_retired_on(self, registry: str, repository: str) -> str:
        """The day from which an image repository is given up; empty where it is not."""
        found = retired_image(self.retired_images, registry, repository)
        return found.retired if found else ""

    def image_advice(self, registry: str, repository: str) -> str:
        """What to use instead of a retired image repository, as a sentence; empty for others."""
        found = retired_image(self.retired_images, registry, repository)
        if found is None:
            return ""
        if not found.replacement:
            return f"Nothing replaces it{f'; {found.note}' if found.note else ''}."
        remark = "the same repositories and tags are there" if found.safe else found.note
        return f"Use {found.replacement}{f'; {remark}' if remark else ''}."

    def image_moved_to(self, registry: str, repository: str) -> str:
        """The new name of a retired repository with the same tags: `registry.k8s.io/pause`.

        Empty for any other.
        """
        found = retired_image(self.retired_images, registry, repository)
        if found is None or not found.safe:
            return ""
        return f"{found.replacement}/{repository}" if "*" in found.pattern else found.replacement

    def ci_deprecated_on(self, product: str, name: str) -> str:
        """The day from which GitHub warns of a runner image, a runtime or a command; else empty."""
        end = self.github.retirements.get((product, name))
        return end.deprecated if end else ""

    def ci_removed_on(self, product: str, name: str) -> str:
        """The first day without a runner image, a runtime or a command; empty when none is set."""
        end = self.github.retirements.get((product, name))
        return end.removed if end else ""

    def ci_successor(self, product: str, name: str) -> str:
        """What follows a runner image, a runtime or a command; empty for one that stays."""
        end = self.github.retirements.get((product, name))
        return end.successor if end else ""

    def knows_action(self, name: str) -> bool:
        """Whether the table knows what an action runs on, or that is a runtime itself."""
        return name == RUNTIME or name in self.github.actions

    def action_runtime(self, name: str, version: str) -> str:
        """What a version of an action runs on: `node20`; empty when unknown."""
        action = self.github.actions.get(name)
        return version if name == RUNTIME else action.runtime(version) if action else ""

    def action_refused_before(self, name: str) -> str:
        """The first version of an action that GitHub serves; empty where it refuses none."""
        rows = self.github.refused.get(name, ())
        return f"v{'.'.join(map(str, rows[-1][0]))}" if rows else ""

    def action_refused_on(self, name: str, version: str) -> str:
        """The first day on which GitHub refuses a version of an action; empty when it does not."""
        return self.github.refused_on(name, version)

    def forks_refused_on(self, version: str) -> str:
        """The first day on which a version of actions/checkout refused forks; else empty."""
        return self.github.forks_refused_on(version)

    def action_advice(self, name: str, as_of: str) -> str:
        """The oldest version of an action to use on a day: `v5`; empty when none is known."""
        return self.github.advice(name, as_of)

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

    def _supported(self, product: str, as_of: str) -> list[Cycle]:
        cycles = self.support.get(product, ())
        return [cycle for cycle in cycles if cycle.released <= as_of <= cycle.ends]

    def _allowed(self, product: str, spans: Sequence[versions.Span]) -> list[Cycle]:
        return [
            cycle
            for cycle in self.support.get(product, ())
            if cycle.numbers
            and any(versions.span_of(cycle.numbers).holds_any_of(span) for span in spans)
        ]

    def _cycle(self, product: str, version: str) -> Cycle | None:
        # A rule asks several things of a version, and a repository names few of them.
        asked = (product, version)
        if asked not in self._known_cycles:
            cycles = self.support.get(product, ())
            self._known_cycles[asked] = _cycle_of(version.strip().lower(), cycles)
        return self._known_cycles[asked]


def _cycle_of(version: str, cycles: Sequence[Cycle]) -> Cycle | None:
    """The cycle of `version`: by its name, else by the longest cycle that starts it.

    A major release alone stands for its longest-lived cycle, once there is a later one: the tag
    `php:5` is PHP 5.6 for good, while what `php:8` is may change.
    """
    for cycle in cycles:
        if version == cycle.name or version in cycle.spellings:
            return cycle
    prefixes = {
        versions.numbers(spelling): cycle
        for cycle in cycles
        for spelling in (cycle.name, *cycle.spellings)
        if versions.numbers(spelling)
    }
    parts = versions.numbers(version)
    lengths = range(len(parts), 0, -1)
    found = next((prefixes[parts[:n]] for n in lengths if parts[:n] in prefixes), None)
    return found or (_closed_major(parts, cycles) if len(parts) == 1 else None)


def _closed_major(major: tuple[int, ...], cycles: Sequence[Cycle]) -> Cycle | None:
    """The cycle of a major release that ends last; None while no later major release is known."""
    within = [cycle for cycle in cycles if cycle.numbers[:1] == major]
    is_closed = any(cycle.numbers[:1] > major for cycle in cycles)
    return max(within, key=lambda cycle: cycle.ends) if within and is_closed else None


def _best(supported: Sequence[Cycle]) -> Cycle | None:
    """The newest of some cycles, of the long-lived ones if there are any."""
    lasting = [cycle for cycle in supported if not cycle.short_lived]
    return (lasting or supported)[-1] if supported else None
