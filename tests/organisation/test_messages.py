"""What goes between processes comes out as it went in, and nothing else is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.model.abroad import Abroad, question
from platguard.model.organisation import Member, Observation, Placement
from platguard.organisation.costs import Cost
from platguard.organisation.exchange import Exchange, exchange_json
from platguard.organisation.observation_json import decoded, encoded
from platguard.organisation.observing import Observed
from platguard.organisation.orders import (
    Brief,
    Order,
    brief_json,
    order_json,
    read_brief,
    read_order,
)
from platguard.organisation.worker import (
    OUT_OF_MEMORY,
    Begun,
    Broken,
    answer_json,
    read_message,
)

from .observations import OBSERVATIONS

TELLING = Exchange(
    pods={"shop": [{"app": "api"}, {}]},
    names=["component:default/api"],
    targets={"component:default/api": "99.9"},
    asks_pods=[question("shop", {"matchLabels": {"app": "web"}})],
    asks_targets=["component:default/payments"],
)
SIMPLE = Observation(
    "a/b",
    date(2026, 11, 22),
    "judged",
    rows=[],
    usages=[],
    blind=[],
    services=[],
    rotations=[],
)


@given(OBSERVATIONS)
def test_observations_come_back(observation: Observation) -> None:
    assert decoded(encoded(observation)) == observation
    assert encoded(decoded(encoded(observation))) == encoded(observation)


@given(st.binary(max_size=200))
def test_no_bytes_are_believed(data: bytes) -> None:
    for read in (decoded, read_message):
        with pytest.raises(UsageError):
            read(data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "fine"),
        ("commit", "HEAD"),
        ("as_of", "2026-02-30"),
        ("judged", -1),
        ("judged", True),
        ("rows", [{}]),
        ("rows", None),
        ("counts", {"rule": {"pass": "many"}}),
        ("blind", ["a"]),
        ("matches", []),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object) -> None:
    told = {**json.loads(encoded(SIMPLE)), key: value}
    with pytest.raises(UsageError):
        decoded(json.dumps(told).encode())


def test_names_that_are_no_text_are_spelled_out() -> None:
    observation = Observation("a/b", date(2026, 11, 22), "failed", reason="a\udcff.yaml")
    assert decoded(encoded(observation)).reason == "a\\xff.yaml"


def test_messages_of_workers_are_told_apart() -> None:
    told = json.dumps(exchange_json(TELLING)).encode("ascii")
    answer = b'{"transient":true,"cost":{"parsed":3,"remembered":0,"milliseconds":12},'
    answer += b'"exchange":%s,"observation":%s}' % (told, encoded(SIMPLE))
    observed = Observed(SIMPLE, True, TELLING, Cost(parsed=3, milliseconds=12))
    assert read_message(answer) == observed == read_message(answer_json(observed))
    with pytest.raises(UsageError):
        read_message(answer.replace(b'"parsed":3', b'"parsed":-3'))
    assert read_message(b'{"commit":"%s"}' % (b"a" * 40)) == Begun("a" * 40)
    assert read_message(OUT_OF_MEMORY) == Broken("it needed more memory than a repository may take")


def test_orders_and_briefs_come_back() -> None:
    placed = Placement("a/b", "a", "backend", "critical", "pilot", date(2024, 3, 1))
    order = Order(Member(placed, path="/x/\udcff", revision="main"), "/x/\udcff", "c" * 40, "why")
    abroad = Abroad(True, {"q": "a/c"}, {"n": ["a/c"]}, {"t": ["a/c", "99.5"]})
    order = replace(order, abroad=abroad)
    assert read_order(order_json(order)) == order
    brief = Brief(
        datetime(2026, 11, 22, 12, tzinfo=UTC),
        date(2026, 11, 22),
        "/work",
        {"PATH": "/bin"},
        ["builtin"],
        "register",
        "platguard.yaml",
        "never",
        True,
        None,
    )
    assert read_brief(brief_json(brief)) == brief
