"""A repository as relations see it, of which nobody lists the files before they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import overload

from platguard.records import dataclass
from platguard.relations import Whole
from platguard.sources import Source


class UnlistedPaths(Sequence[str]):
    """The paths of a source, listed when somebody asks for one."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _listed(self) -> list[str]:
        return self._source.list("")

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._listed[index]

    def __len__(self) -> int:
        return len(self._listed)


@dataclass(frozen=True)
class UnlistedWhole(Whole):
    """A repository of which the deploy units are known, so that nobody has to list its files."""

    known_units: Mapping[str, str] | None = None

    @cached_property
    def units(self) -> dict[str, str]:
        """The deploy units, as `deploy_units` gives them."""
        return dict(self.known_units or {})
