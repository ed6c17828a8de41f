"""What a repository asks the others of its organisation, and what they answer.

Facts do not travel. A relation that finds something missing here asks by a text, and is told by the
same text which other repository has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Abroad:
    """What others answer to the questions of one repository; nothing where it asked none."""

    complete: bool = False
    """Whether every other repository could be asked about its pods."""
    pods: Mapping[str, str] = field(default_factory=dict)
    """By `question`: the first repository, by name, whose pods are selected."""
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By reference: the other repositories whose catalogs have a Component of this name."""
    targets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By reference: a repository, and the availability in percent that it promises."""
    taken: Mapping[str, int] = field(default_factory=dict)
    """By the id of an exception whose limit is reached: how many findings the repositories before
    this one, by name, take of it."""
    taken_fingerprints: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the id of an exception scoped by fingerprints: those that stand for a finding of a
    repository before this one."""

    @property
    def about_facts(self) -> Abroad:
        """What may decide about findings, without what decides whether they are exempt."""
        return replace(self, taken={}, taken_fingerprints={})


NOTHING = Abroad()


def question(namespace: str, selector: Mapping[str, Any]) -> str:
    """What is asked about pods: a namespace and a selector, as JSON."""
    return json.dumps([namespace, selector], sort_keys=True, separators=(",", ":"))


def reference(address: str) -> str:
    """How a catalog refers to what is at an address: `component:default/payments`.

    Backstage compares names without regard to case.
    """
    kind, _, name = address.removeprefix("catalog:").partition("/")
    return f"{kind}:{name}".lower()
