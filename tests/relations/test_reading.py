"""What relations are said to read of facts is what they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module

import pytest

from platguard.builtin import builtin_standards
from platguard.facts import bind, extract, kind_of
from platguard.model.facts import FACT_NAMES, FACT_TYPES, Fact
from platguard.model.facts.base import Fact as AnyFact
from platguard.relations import RELATIONS, Relation, Whole
from platguard.relations.reading import READ
from platguard.standards import combine, read_standard

Reads = dict[str, set[str]]
_OF_ALL = {field.name for field in fields(AnyFact)}


def _examples() -> Iterator[tuple[list[str], list[Fact]]]:
    """The paths and the facts of every example of a built-in rule."""
    files = builtin_standards()
    for rule in combine(read_standard(it.data, it.path, builtin=True) for it in files).rules:
        for test in rule.tests:
            facts: list[Fact] = []
            for path, text in sorted(test.given.items()):
                kind = kind_of(path)
                if kind is not None:
                    facts += bind(extract(text.encode(), kind).facts, path)
            yield list(test.given), facts


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    """The fields of facts that somebody read, by fact type."""
    seen: Reads = defaultdict(set)
    for name, cls in FACT_TYPES.items():
        known = {field.name for field in fields(cls)}

        def read(
            self: object, asked: str, name: str = name, known: frozenset[str] = frozenset(known)
        ) -> object:
            if asked in known:
                seen[name].add(asked)
            return object.__getattribute__(self, asked)

        monkeypatch.setattr(cls, "__getattribute__", read)
    return seen


@pytest.mark.parametrize(
    "relation", [it for it in RELATIONS if it.module in READ], ids=lambda it: it.module
)
def test_what_is_read_is_said(relation: Relation, reads: Reads) -> None:
    relate = import_module(relation.module).relate
    examples = [
        (paths, [fact for fact in facts if FACT_NAMES[type(fact)] in relation.needs])
        for paths, facts in _examples()
    ]
    reads.clear()
    for paths, facts in examples:
        list(relate(facts, Whole(paths)))
    for kind, said in READ[relation.module].items():
        assert reads[kind] - _OF_ALL == {*said} - _OF_ALL, kind
