"""What relations are told of the repository beside its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from platguard.relations.units import deploy_units


@dataclass(frozen=True)
class Whole:
    """A repository as a whole."""

    paths: Sequence[str]
    """Every file, judged or not."""
    first_commit_on: str | None = None
    """The day of the first commit; None when it cannot be known."""

    @cached_property
    def units(self) -> dict[str, str]:
        """The deploy units, as `deploy_units` gives them."""
        return deploy_units(self.paths)
