"""Label selectors, as `LabelSelectorAsSelector` of apimachinery (meta/v1 helpers.go) reads them.

Every requirement must hold. NotIn and DoesNotExist also hold when the label is absent
(apimachinery labels/selector.go, `Requirement.Matches`). A selector without requirements selects
everything; what an absent selector means is for the kind that has it to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.records import dataclass


class InvalidSelector(ValueError):
    """A selector that the API server refuses, which is not the same as one that selects nothing."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label."""

    key: str
    operator: str
    """In, NotIn, Exists or DoesNotExist."""
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether `labels` meet the condition."""
        match self.operator:
            case "In":
                return self.key in labels and labels[self.key] in self.values
            case "NotIn":
                return self.key not in labels or labels[self.key] not in self.values
            case "Exists":
                return self.key in labels
            case _:
                return self.key not in labels


@dataclass(frozen=True, slots=True)
class Selector:
    """A valid label selector."""

    requirements: tuple[Requirement, ...]

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether `labels` meet every requirement."""
        return all(requirement.matches(labels) for requirement in self.requirements)

    def selects_everything(self) -> bool:
        """Whether there is no requirement at all."""
        return not self.requirements


def parse_selector(selector: Mapping[str, Any]) -> Selector:
    """The selector of `matchLabels` and `matchExpressions`; raises InvalidSelector."""
    labels = _part(selector, "matchLabels", dict, "a mapping")
    expressions = _part(selector, "matchExpressions", list, "a list")
    equalities = [
        Requirement(key, "In", frozenset([_text(value, f"the value of {key}")]))
        for key, value in labels.items()
    ]
    return Selector((*equalities, *map(_requirement, expressions)))


def _requirement(expression: Any) -> Requirement:
    if not isinstance(expression, dict):
        raise InvalidSelector("an item of matchExpressions is not a mapping")
    key = _text(expression.get("key"), "key")
    operator = _text(expression.get("operator"), "operator")
    values = _part(expression, "values", list, "a list")
    if operator in ("In", "NotIn"):
        if not values:
            raise InvalidSelector(f"operator {operator} of {key} needs values")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            raise InvalidSelector(f"operator {operator} of {key} takes no values")
    else:
        raise InvalidSelector(f'"{operator}" is not an operator of a label selector')
    return Requirement(key, operator, frozenset(_text(value, "a value") for value in values))


def _part(holder: Mapping[str, Any], key: str, kind: type, called: str) -> Any:
    part = holder.get(key)
    if part is None:
        return kind()
    if not isinstance(part, kind):
        raise InvalidSelector(f"{key} is not {called}")
    return part


def _text(value: Any, called: str) -> str:
    # A label `version: 1.10` is refused by the API server: the value is a number there.
    if not isinstance(value, str):
        raise InvalidSelector(f"{called} is not a string")
    return value
