"""What repositories that could not be judged take of the limits of exceptions.

Their findings stay in the history as they were known last, covered ones as well. So what they took
of a limit is not given to others for a day, only to be taken from these the next day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from platguard.organisation.exchange import Exchange
from platguard.register_health import Evidence

if TYPE_CHECKING:
    from platguard.history.database import Database

Held = Mapping[str, Mapping[str, Sequence[str]]]
"""By repository and by the id of an exception: the fingerprints of the findings that it covered
when the repository was judged last."""


class Holding(Protocol):
    """Knows what repositories of some names took when they were judged last."""

    def __call__(self, names: Collection[str], /) -> Held:
        """Raises PlatguardError where it cannot be told."""
        ...


def held_on(database: Database, on: date, names: Collection[str]) -> Held:
    """What a history knows of repositories of these names on a day."""
    from platguard.history.questions import covered

    found: dict[str, dict[str, list[str]]] = {}
    for repository, exception, fingerprint in covered(database, on, names):
        found.setdefault(repository, {}).setdefault(exception, []).append(fingerprint)
    return found


def nothing(names: Collection[str]) -> Held:
    """The answer of who knows of no past."""
    return {}


def exchange_of_held(taken: Mapping[str, Sequence[str]]) -> Exchange:
    """What a repository tells that was not judged: what it took, and that nothing else is known."""
    numbers = {name: len(fingerprints) for name, fingerprints in sorted(taken.items())}
    evidence = {name: Evidence(number, is_decided=False) for name, number in numbers.items()}
    return Exchange(
        evidence={name: [int(each) for each in told] for name, told in evidence.items()},
        claims={name: [number, number] for name, number in numbers.items()},
        claimed={name: sorted(set(taken[name])) for name in numbers},
    )
