"""The labels of Kubernetes objects, kept while facts go by when an exception asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from platguard.model.facts import Fact, ObjectFact
from platguard.model.policy_exception import Entry


class ObjectLabels:
    """Labels by object: what is found in a part of an object has the labels of the whole."""

    def __init__(self, register: Sequence[Entry]) -> None:
        self._by_object: dict[tuple[str, str], Mapping[str, str]] = {}
        self._are_asked_for = any(
            selector.labels for entry in register for selector in entry.exception.scope.resources
        )

    @property
    def are_asked_for(self) -> bool:
        """Whether an exception asks for them."""
        return self._are_asked_for

    @property
    def fact_types(self) -> frozenset[str]:
        """The fact types that have to be read for them."""
        return frozenset({"object"}) if self._are_asked_for else frozenset()

    def kept_from(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """The same facts, their labels kept as they go by."""
        for fact in facts:
            if self._are_asked_for and isinstance(fact, ObjectFact):
                self._by_object[fact.path, fact.address] = fact.labels
            yield fact

    def take(self, labels: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """Keeps labels by path and address, which somebody kept before."""
        for path, by_address in labels.items():
            for address, found in by_address.items():
                self._by_object[path, address] = found

    def of(self, path: str, address: str) -> Mapping[str, str]:
        """The labels of the object with an address in a file; none when it is no object."""
        return self._by_object.get((path, address), {})
