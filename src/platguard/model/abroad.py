"""What a repository asks the others of its organisation, and what they answer.

Facts do not travel. A relation that finds something missing here asks by a text, and is told by the
same text which other repository has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
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
