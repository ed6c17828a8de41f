"""What relations are told of the repository beside its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from platguard.model.abroad import NOTHING, Abroad
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.relations.units import deploy_units, is_kustomization_file

_SKAFFOLD = pattern(r"(?:.*/)?skaffold(?:[.-][^/]*)?\.ya?ml")


def is_mark(path: str) -> bool:
    """Whether the name of a file says that it changes what other files mean: a chart, a
    Kustomization, a configuration of Skaffold."""
    return bool(deploy_units([path])) or _SKAFFOLD.fullmatch(path) is not None


@dataclass(frozen=True)
class Whole:
    """A repository as a whole."""

    paths: Sequence[str]
    """Every file, judged or not."""
    first_commit_on: str | None = None
    """The day of the first commit; None when it cannot be known."""
    read: Callable[[str], bytes | None] = lambda path: None
    """The bytes of a file; None when it cannot be read."""
    abroad: Abroad = NOTHING
    """What other repositories of the organisation answer."""

    @cached_property
    def kustomizations(self) -> list[str]:
        """Paths of the files whose name makes them Kustomizations."""
        return [path for path in self.paths if is_kustomization_file(path)]

    @cached_property
    def skaffolds(self) -> list[str]:
        """Paths of the files whose name makes them configurations of Skaffold."""
        return [path for path in self.paths if _SKAFFOLD.fullmatch(path)]

    @cached_property
    def units(self) -> dict[str, str]:
        """The deploy units, as `deploy_units` gives them."""
        return deploy_units(self.paths)
