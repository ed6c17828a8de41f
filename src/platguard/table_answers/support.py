"""What rules may ask about ends of support: of versions, and of what requirements allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from platguard import versions
from platguard.table_data import NO_END, Cycle, family_of


@dataclass(frozen=True, kw_only=True)
class SupportAnswers:
    """Answers from the cycles of products."""

    support: Mapping[str, tuple[Cycle, ...]]
    """The cycles of each product, oldest first, by every name of the product."""

    _known_cycles: dict[tuple[str, str], Cycle | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
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
