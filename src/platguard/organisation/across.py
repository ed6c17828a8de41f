"""What the repositories of an organisation answer to each other.

Each tells what others may need, and asks what it lacks (`exchange`). The answers are facts of the
organisation: they depend neither on the order of the repositories nor on what was guessed before.
What repositories tell is kept packed, because few of it is ever asked for.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from typing import Any

from platguard.error_budget import percent_of
from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.abroad import Abroad
from platguard.organisation.exchange import Exchange

_MOST_NAMED = 3
"""How many other repositories are named that use a name as well."""


class Across:
    """The exchanges of all repositories that were looked at."""

    def __init__(self) -> None:
        self._told: dict[str, bytes] = {}
        self._asking: dict[str, Exchange] = {}
        self._unseen: set[str] = set()

    def add(self, repository: str, exchange: Exchange, *, seen: bool) -> None:
        """Adds a repository, or what it says now; `seen` tells whether it could be judged."""
        self._told.pop(repository, None)
        self._asking.pop(repository, None)
        self._unseen.discard(repository)
        if not seen:
            self._unseen.add(repository)
        if exchange.pods or exchange.targets:
            told = json.dumps([exchange.pods, exchange.targets], separators=(",", ":"))
            self._told[repository] = zlib.compress(told.encode("ascii"))
        if exchange.is_asking:
            self._asking[repository] = replace(exchange, pods={}, targets={}, evidence={})

    @property
    def unseen(self) -> Collection[str]:
        """The repositories that could not be judged."""
        return self._unseen

    @property
    def is_limited(self) -> bool:
        """Whether any repository takes of a limit that others may need as well."""
        return any(exchange.claims for exchange in self._asking.values())

    @property
    def asking(self) -> Collection[str]:
        """The repositories about which others may decide."""
        return self._asking.keys()

    def answers(self) -> dict[str, Abroad]:
        """The answers to each repository that asks something."""
        exchanges = self._asking.values()
        pods = _Pods({ask for exchange in exchanges for ask in exchange.asks_pods})
        targets = _Targets({ask for exchange in exchanges for ask in exchange.asks_targets})
        for repository in sorted(self._told):
            of_pods, of_targets = json.loads(zlib.decompress(self._told[repository]))
            pods.hear(repository, of_pods)
            targets.hear(repository, of_targets)
        users: defaultdict[str, list[str]] = defaultdict(list)
        for repository in sorted(self._asking):
            for name in self._asking[repository].names:
                users[name].append(repository)
        limits = _Limits()
        return {
            repository: Abroad(
                complete=bool(exchange.asks_pods) and not self._unseen,
                pods=_known(exchange.asks_pods, pods.found),
                names=dict(_shared(repository, exchange.names, users)),
                targets=_known(exchange.asks_targets, targets.found),
                **limits.hear(exchange),
            )
            for repository, exchange in sorted(self._asking.items(), key=itemgetter(0))
        }


_Question = tuple[str, Selector]
"""As it was asked, and the selector in it."""


class _Pods:
    """Questions about pods, which are asked of one repository after the other."""

    def __init__(self, questions: Collection[str]) -> None:
        self.found: dict[str, str] = {}
        """The first repository that was heard, by question."""
        self._by_label: defaultdict[tuple[str, str, str], list[_Question]] = defaultdict(list)
        self._others: defaultdict[str, list[_Question]] = defaultdict(list)
        self._namespaces: set[str] = set()
        for asked in sorted(questions):
            read = _read(asked)
            if read is None:
                continue
            namespace, selector = read
            self._namespaces.add(namespace)
            label = _certain_label(selector)
            known = self._by_label[(namespace, *label)] if label else self._others[namespace]
            known.append((asked, selector))

    def hear(self, repository: str, pods: Mapping[str, list[dict[str, str]]]) -> None:
        """What a repository runs, by namespace."""
        for namespace in self._namespaces.intersection(pods):
            for labels in pods[namespace]:
                for asked, selector in self._possible(namespace, labels):
                    if asked not in self.found and selector.matches(labels):
                        self.found[asked] = repository

    def _possible(self, namespace: str, labels: Mapping[str, str]) -> Iterator[_Question]:
        yield from self._others.get(namespace, ())
        for label in labels.items():
            yield from self._by_label.get((namespace, *label), ())


def _read(asked: str) -> tuple[str, Selector] | None:
    """The namespace and the selector of a question; None for what is no question."""
    try:
        namespace, selector = json.loads(asked)
        return str(namespace), parse_selector(selector)
    except (ValueError, TypeError, AttributeError, InvalidSelector):
        return None


def _certain_label(selector: Selector) -> tuple[str, str] | None:
    """A label that every pod has which is selected; None where there is none."""
    for requirement in selector.requirements:
        if requirement.operator == "In" and len(requirement.values) == 1:
            return requirement.key, next(iter(requirement.values))
    return None


class _Targets:
    """What services depend on, and the lowest promise that any repository makes of it."""

    def __init__(self, references: Collection[str]) -> None:
        self.found: dict[str, list[str]] = {}
        """A repository and its promise in percent, by reference."""
        self._references = references
        self._lowest: dict[str, Decimal] = {}

    def hear(self, repository: str, targets: Mapping[str, str]) -> None:
        """What a repository promises, by reference."""
        for name in targets.keys() & self._references:
            percent = percent_of(targets[name])
            if percent is not None and percent < self._lowest.get(name, Decimal("Infinity")):
                self._lowest[name] = percent
                self.found[name] = [repository, targets[name]]


class _Limits:
    """What repositories take of the limits of exceptions, heard in the order of their names."""

    def __init__(self) -> None:
        self._findings: Counter[str] = Counter()
        self._fingerprints: defaultdict[str, set[str]] = defaultdict(set)

    def hear(self, exchange: Exchange) -> dict[str, Any]:
        """What those before took of what a repository needs; nothing where enough is left."""
        taken, of_fingerprints = {}, {}
        for name, (most, number) in exchange.claims.items():
            own = exchange.claimed.get(name, ())
            before, known = self._findings[name], self._fingerprints[name]
            if own:
                if not known.isdisjoint(own):
                    of_fingerprints[name] = sorted(known.intersection(own))
                known.update(own)
            elif before and before + number > most:
                taken[name] = min(before, most)
            self._findings[name] += number
        return {"taken": taken, "taken_fingerprints": of_fingerprints}


def _known(asked: Collection[str], found: Mapping[str, Any]) -> dict[str, Any]:
    return {each: found[each] for each in asked if each in found}


def _shared(
    repository: str, names: Collection[str], users: Mapping[str, list[str]]
) -> Iterator[tuple[str, list[str]]]:
    """The names that other repositories use as well, and the first of these."""
    for name in names:
        found = users[name][: _MOST_NAMED + 1]
        others = [other for other in found if other != repository][:_MOST_NAMED]
        if others:
            yield name, others
