"""Label selectors against the rules of apimachinery and against a naive oracle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.selectors import InvalidSelector, parse_selector

KEYS = st.sampled_from(["app", "tier", "env"])
VALUES = st.sampled_from(["", "a", "b", "c"])
LABELS = st.dictionaries(KEYS, VALUES)
WITH_VALUES = st.fixed_dictionaries(
    {
        "key": KEYS,
        "operator": st.sampled_from(["In", "NotIn"]),
        "values": st.lists(VALUES, min_size=1),
    }
)
WITHOUT_VALUES = st.fixed_dictionaries(
    {"key": KEYS, "operator": st.sampled_from(["Exists", "DoesNotExist"])}
)
SELECTORS = st.fixed_dictionaries(
    {},
    optional={
        "matchLabels": LABELS,
        "matchExpressions": st.lists(WITH_VALUES | WITHOUT_VALUES),
    },
)


def naive(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """The documentation of label selectors, word by word."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions", []):
        value = labels.get(expression["key"])
        holds = {
            "In": value is not None and value in expression.get("values", []),
            "NotIn": value is None or value not in expression.get("values", []),
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }
        if not holds[expression["operator"]]:
            return False
    return True


@given(SELECTORS, LABELS)
def test_selects_what_the_documentation_says(
    selector: dict[str, Any], labels: dict[str, str]
) -> None:
    assert parse_selector(selector).matches(labels) == naive(selector, labels)


@given(LABELS)
def test_an_empty_selector_selects_everything(labels: dict[str, str]) -> None:
    empties: tuple[dict[str, Any], ...] = (
        {},
        {"matchLabels": None},
        {"matchLabels": {}, "matchExpressions": []},
    )
    for empty in empties:
        selector = parse_selector(empty)
        assert selector.selects_everything()
        assert selector.matches(labels)


@pytest.mark.parametrize(
    "selector",
    [
        {"matchExpressions": [{"key": "app", "operator": "in", "values": ["a"]}]},
        {"matchExpressions": [{"key": "app", "operator": "In"}]},
        {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": []}]},
        {"matchExpressions": [{"key": "app", "operator": "Exists", "values": ["a"]}]},
        {"matchExpressions": [{"operator": "Exists"}]},
        {"matchExpressions": [{"key": "app"}]},
        {"matchExpressions": ["app"]},
        {"matchExpressions": {"key": "app"}},
        {"matchLabels": ["app"]},
        {"matchLabels": {"version": 1}},
    ],
)
def test_what_the_api_server_refuses_is_not_taken_for_no_match(selector: dict[str, Any]) -> None:
    with pytest.raises(InvalidSelector):
        parse_selector(selector)
