"""How many products do the same job, against how many the standard names for it.

The standard's `capabilities` name the products of a category that teams should use. A product that
some repository has an exception for counts like any other, and is marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from platguard.model.audit import CategorySprawl, Sprawl, ToolRow

USED = "used"


class ToolUse(NamedTuple):
    """A product that one repository uses."""

    repository: str
    category: str
    product: str
    strength: str
    """used, or referenced"""
    excepted: bool
    """Whether an exception allows it there."""


def sprawl(
    uses: Iterable[ToolUse],
    capabilities: Mapping[str, Collection[str]],
    *,
    include_referenced: bool = False,
) -> Sprawl:
    """Distinct products by category, and how many more there are than the standard names."""
    found: dict[str, dict[str, list[ToolUse]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if include_referenced or use.strength == USED:
            found[use.category][use.product].append(use)
    names = sorted(found.keys() | {name for name, given in capabilities.items() if given})
    categories = [_category(name, found[name], capabilities.get(name, ())) for name in names]
    return Sprawl(
        categories=categories,
        distinct=sum(one.distinct for one in categories),
        target=sum(one.target or 0 for one in categories),
        surplus=sum(one.surplus or 0 for one in categories),
        referenced=include_referenced,
    )


def _category(
    name: str, products: Mapping[str, Sequence[ToolUse]], standard: Collection[str]
) -> CategorySprawl:
    rows = [_row(product, products[product], standard) for product in sorted(products)]
    target = len(set(standard)) or None
    surplus = None if target is None else max(0, len(rows) - target)
    return CategorySprawl(name, rows, len(rows), target, surplus)


def _row(product: str, uses: Sequence[ToolUse], standard: Collection[str]) -> ToolRow:
    repositories = {use.repository for use in uses}
    return ToolRow(
        product=product,
        is_standard=product in standard,
        repositories=len(repositories),
        excepted=len({use.repository for use in uses if use.excepted}),
        referenced_only=all(use.strength != USED for use in uses),
        users=() if product in standard else sorted(repositories),
    )
