"""Facts of what two readers of a document would read differently: keys that stand there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from platguard.model.document import Ambiguity, Document
from platguard.model.facts import AmbiguityFact


def ambiguities(
    document: Document, address: Callable[[Document, Ambiguity], str]
) -> Iterator[AmbiguityFact]:
    """A fact for each; `address` names the thing in which it stands."""
    for found in document.ambiguities:
        yield AmbiguityFact(
            address=address(document, found),
            subject=found.key,
            places={"": found.place, "line": found.place, "other_line": found.other},
            kind=found.kind,
            key=found.key,
            line=found.place.line,
            other_line=found.other.line,
        )
