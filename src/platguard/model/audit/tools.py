"""The products that an organisation uses for one purpose."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One product that somebody uses."""

    product: str
    is_standard: bool
    repositories: int
    excepted: int
    """Of these, repositories with an exception for it: counted, and marked."""
    referenced_only: bool
    """Whether dependencies and settings name it and nothing is known to run it."""
    users: Sequence[str] = ()
    """The repositories, by name; not of what the standard names, which most use."""


@dataclass(frozen=True, slots=True)
class CategorySprawl:
    """The products of one category against its standard."""

    category: str
    products: Sequence[ToolRow]
    distinct: int
    target: int | None
    """How many the standard names; None where it names none."""
    surplus: int | None
    """How many more there are than that."""


@dataclass(frozen=True, slots=True)
class Sprawl:
    """How many products the organisation uses for one purpose."""

    categories: Sequence[CategorySprawl]
    distinct: int
    target: int
    """Over the categories that have one."""
    surplus: int
    referenced: bool
    """Whether products that are only named count."""
