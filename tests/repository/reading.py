"""Facts of texts, and relations over small repositories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from platguard.facts.code_owners import extract
from platguard.inline_tests import facts_of
from platguard.model.facts import FACT_NAMES, CodeOwnersFact, Fact

F = TypeVar("F", bound=Fact)


def code_owners(text: str) -> CodeOwnersFact:
    """The fact of a CODEOWNERS file."""
    [fact] = extract(text.encode()).facts
    assert isinstance(fact, CodeOwnersFact)
    return fact


def facts(files: Mapping[str, str], kind: type[F]) -> list[F]:
    """The facts of one type, of files or of a relation over them."""
    found = facts_of(files, FACT_NAMES[kind])
    return [fact for fact in found if isinstance(fact, kind)]
