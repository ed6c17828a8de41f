"""What a network policy asks other repositories: whether pods of theirs are those that it names.

A namespace that two repositories name is taken for one. Where it is two, of two clusters, a policy
is acquitted that selects nothing: the milder of both faults. Nothing else that others deploy
changes what is said of a repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.facts.selectors import InvalidSelector, parse_selector
from platguard.facts.templates import holds_template
from platguard.model.abroad import Abroad, question
from platguard.relations.homes import Home


class PodsAbroad:
    """The questions of one policy, and their answers."""

    def __init__(self, home: Home, abroad: Abroad, *, runs_here: bool) -> None:
        """`home` is its namespace; `runs_here` tells whether this repository runs something there:
        elsewhere it is not said of the policy that it selects nothing."""
        self._namespace = home.namespace if home.is_shared and runs_here else ""
        self._abroad = abroad
        self.asked: list[str] = []
        """The questions, in the order in which they were asked."""

    def repository(self, selector: Mapping[str, Any]) -> str:
        """The repository with a pod that a selector, which selects none here, selects; or empty."""
        if not self._namespace or holds_template(selector) or not _is_valid(selector):
            return ""
        asked = question(self._namespace, selector)
        self.asked.append(asked)
        return self._abroad.pods.get(asked, "")


def _is_valid(selector: Mapping[str, Any]) -> bool:
    try:
        parse_selector(selector)
    except InvalidSelector:
        return False
    return True
