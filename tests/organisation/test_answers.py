"""Answers are those of everybody, whatever the order in which repositories were heard."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.selectors import parse_selector
from platguard.model.abroad import NOTHING, question
from platguard.organisation.across import Across
from platguard.organisation.exchange import Exchange

_NAMES = st.sampled_from(["a/x", "b/x", "c/x", "d/x"])
_SPACES = st.sampled_from(["shop", "web"])
_VALUES = st.sampled_from(["1", "2"])
_LABELS = st.dictionaries(st.sampled_from(["app", "tier"]), _VALUES, max_size=2)
_EXPRESSIONS = st.builds(
    lambda operator, values: {
        "key": "app",
        "operator": operator,
        **({"values": values} if operator in ("In", "NotIn") else {}),
    },
    st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist"]),
    st.lists(_VALUES, min_size=1, max_size=2),
)
_SELECTORS = st.builds(
    lambda labels, expressions: {"matchLabels": labels, "matchExpressions": expressions},
    _LABELS,
    st.lists(_EXPRESSIONS, max_size=1),
)
_REFERENCES = st.sampled_from(["component:default/a", "component:default/b", "resource:x/c"])
_EXCHANGES = st.builds(
    Exchange,
    pods=st.dictionaries(_SPACES, st.lists(_LABELS, max_size=3)),
    names=st.lists(_REFERENCES, unique=True, max_size=2),
    targets=st.dictionaries(_REFERENCES, st.sampled_from(["99.9", "99.95", "100"])),
    asks_pods=st.lists(st.builds(question, _SPACES, _SELECTORS), max_size=2),
    asks_targets=st.lists(_REFERENCES, unique=True, max_size=2),
)


def _expected(name: str, told: dict[str, Exchange]) -> tuple[Any, ...]:
    """Pods, names and targets, as a reader of the definition would find them."""
    own = told[name]
    pods: dict[str, str] = {}
    targets: dict[str, list[str]] = {}
    names = {
        each: [other for other in sorted(told) if other != name and each in told[other].names][:3]
        for each in own.names
    }
    for other in sorted(told):
        for asked in own.asks_pods:
            for space in told[other].pods:
                for labels in told[other].pods[space]:
                    namespace, selector = json.loads(asked)
                    if namespace == space and parse_selector(selector).matches(labels):
                        pods.setdefault(asked, other)
        for each in own.asks_targets:
            if each in told[other].targets:
                found = [other, told[other].targets[each]]
                targets[each] = min([targets.get(each, found), found], key=lambda t: float(t[1]))
    return pods, {each: others for each, others in names.items() if others}, targets


@given(st.dictionaries(_NAMES, _EXCHANGES, min_size=1), st.randoms(use_true_random=False))
def test_answers_are_those_of_everybody(told: dict[str, Exchange], chance: random.Random) -> None:
    across = Across()
    names = [*told] * 2
    chance.shuffle(names)
    for number, name in enumerate(names):
        first = name not in names[:number]
        # What is said first is replaced by what is said in the end.
        across.add(
            name, Exchange(names=["component:default/a"]) if first else told[name], seen=True
        )
    answers = across.answers()
    for name in told:
        found = answers.get(name, NOTHING)
        assert (found.pods, found.names, found.targets) == _expected(name, told)
        assert found.complete == bool(told[name].asks_pods)


def test_who_was_not_seen_leaves_pods_open_and_nothing_else() -> None:
    across = Across()
    across.add("a/x", Exchange(asks_pods=[question("shop", {})]), seen=True)
    across.add("b/x", Exchange(), seen=False)
    assert not across.answers()["a/x"].complete
    across.add("b/x", Exchange(), seen=True)
    assert across.answers()["a/x"].complete


@given(st.dictionaries(_NAMES, st.integers(1, 5)), st.integers(1, 12))
def test_a_limit_is_used_up_by_name(findings: dict[str, int], limit: int) -> None:
    across = Across()
    for name, number in findings.items():
        across.add(name, Exchange(claims={"EXC-1": [limit, number]}), seen=True)
    left, answers = limit, across.answers()
    for name in sorted(findings):
        taken = answers[name].taken
        assert min(findings[name], limit - taken.get("EXC-1", 0)) == min(findings[name], left)
        # Who has room for all is told nothing, and so need not be judged again.
        assert bool(taken) == (left < min(findings[name], limit))
        left -= min(findings[name], left)


@given(st.dictionaries(_NAMES, st.sets(st.sampled_from("fgh"), min_size=1)))
def test_a_fingerprint_is_that_of_the_first(fingerprints: dict[str, set[str]]) -> None:
    across = Across()
    for name, found in fingerprints.items():
        claims, claimed = {"EXC-1": [3, len(found)]}, {"EXC-1": sorted(found)}
        across.add(name, Exchange(claims=claims, claimed=claimed), seen=True)
    covered: set[str] = set()
    answers = across.answers()
    for name in sorted(fingerprints):
        taken = set(answers[name].taken_fingerprints.get("EXC-1", ()))
        assert taken == fingerprints[name] & covered
        covered |= fingerprints[name]
