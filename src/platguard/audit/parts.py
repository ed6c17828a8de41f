"""The parts of the organisation: all of it, its teams, segments and waves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from platguard.model.audit.pace import ORGANISATION, PARTS
from platguard.model.organisation import WITH_FINDINGS
from platguard.model.states import RepositoryState

Part = tuple[str, str]
"""One of PARTS, and its name."""


class Parts:
    """Which parts of the organisation each repository is in."""

    def __init__(self, states: Iterable[RepositoryState]) -> None:
        self._of: dict[str, tuple[Part, ...]] = {}
        unjudged = Counter[str]()
        for one in states:
            place = one.placement
            unjudged[place.name] = one.status not in WITH_FINDINGS
            named = [(part, getattr(place, part)) for part in PARTS[1:]]
            self._of[place.name] = ((ORGANISATION, ""), *(each for each in named if each[1]))
        found = {part for parts in self._of.values() for part in parts} | {(ORGANISATION, "")}
        self.all = sorted(found, key=lambda one: (PARTS.index(one[0]), one[1]))
        self.unjudged = self.summed(unjudged)
        """How many repositories of each could not be judged."""
        self.judged = self.summed({name: not number for name, number in unjudged.items()})

    def of(self, repository: str) -> Sequence[Part]:
        """The organisation first."""
        return self._of.get(repository, ())

    def summed(self, numbers: Mapping[str, int]) -> Counter[Part]:
        """Numbers of repositories by part."""
        found: Counter[Part] = Counter()
        for repository, number in numbers.items():
            for part in self.of(repository):
                found[part] += number
        return found
