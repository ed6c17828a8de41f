"""Targets and downtimes: the arithmetic, and what the sources of objectives say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.error_budget import (
    WINDOWS,
    Downtime,
    agrees,
    allowed_hours,
    availability,
    in_words,
    percent_of,
    product,
    stated_downtime,
)
from platguard.model.facts import ServiceLevelFact, SloFact
from repository.reading import facts

PERCENTS = st.decimals("0", "100", places=4)


@pytest.mark.parametrize(
    ("percent", "window", "told"),
    [
        ("99", "year", "87.6 hours"),
        ("99.5", "year", "43.8 hours"),
        ("99.9", "year", "8.76 hours"),
        ("99.95", "year", "4.38 hours"),
        ("99.99", "year", "52.6 minutes"),
        ("99.5", "month", "3.65 hours"),
        ("99.999", "day", "0.864 seconds"),
        ("100", "year", "0 hours"),
        ("101", "year", "0 hours"),
    ],
)
def test_allowed_downtime(percent: str, window: str, told: str) -> None:
    assert in_words(allowed_hours(Decimal(percent), window)) == told


@given(PERCENTS, PERCENTS, st.sampled_from(sorted(WINDOWS)))
def test_more_availability_is_less_downtime(one: Decimal, other: Decimal, window: str) -> None:
    higher, lower = max(one, other), min(one, other)
    hours = allowed_hours(higher, window), allowed_hours(lower, window)
    assert hours[0] < hours[1] if higher > lower else hours[0] == hours[1]


@given(st.decimals("90", "99.99", places=2), st.sampled_from(sorted(WINDOWS)))
def test_what_is_computed_agrees_with_what_is_read(percent: Decimal, window: str) -> None:
    hours = allowed_hours(percent, window)
    stated = stated_downtime(f"{in_words(hours)} per {window}")
    assert stated is not None
    assert agrees(percent, stated)
    assert Decimal(availability(Downtime(hours, window))) == percent


@given(st.lists(PERCENTS, max_size=4), PERCENTS)
def test_needing_more_is_never_more_available(percents: list[Decimal], more: Decimal) -> None:
    assert product([*percents, more]) <= product(percents)


@pytest.mark.parametrize(
    ("text", "hours", "window"),
    [
        ("2.5 hours per year", "2.5", "year"),
        ("2,5 h/year", "2.5", "year"),
        ("30 minutes a month", "0.5", "month"),
        ("1 day each quarter", "24", "quarter"),
    ],
)
def test_stated_downtimes(text: str, hours: str, window: str) -> None:
    assert stated_downtime(text) == Downtime(Decimal(hours), window)


@pytest.mark.parametrize("text", ["", "none", "2.5 hours", "per year", "... hours per year"])
def test_what_states_none(text: str) -> None:
    assert stated_downtime(text) is None


@pytest.mark.parametrize("text", ["", "high", "NaN", "Infinity", "-1", "1e9", "9" * 5000])
def test_what_is_no_percentage(text: str) -> None:
    assert percent_of(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    stated_downtime(text)
    percent_of(text)


OPENSLO = (
    "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\n"
    "spec: {service: web, objectives: [{KEY}]}\n"
)
SLOTH = "version: prometheus/v1\nservice: web\nslos: [{name: a, KEY}]\n"
PYRRA = (
    "apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n"
    "metadata: {name: a, labels: {pyrra.dev/service: web}}\nspec: {KEY}\n"
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (OPENSLO.replace("KEY", "target: 0.9995"), "99.95"),
        (OPENSLO.replace("KEY", "target: '0.995'"), "99.5"),
        (OPENSLO.replace("KEY", "targetPercent: 99.50"), "99.5"),
        (OPENSLO.replace("KEY", "target: 1"), "100"),
        (SLOTH.replace("KEY", "objective: 99.9"), "99.9"),
        (PYRRA.replace("KEY", "target: '99.0'"), "99"),
        (PYRRA.replace("KEY", "target: [1]"), ""),
        (SLOTH.replace("KEY", "objective: 1e400"), ""),
        (SLOTH.replace("KEY", f"objective: {'9' * 400}"), ""),
    ],
)
def test_targets_are_percent(text: str, target: str) -> None:
    [fact] = facts({"slo.yaml": text}, SloFact)
    assert (fact.service, fact.target) == ("web", target)


@pytest.mark.parametrize(
    ("description", "downtime"),
    [
        ("Down 3.7 hours per year at most.", "3.7 hours per year"),
        ("A downtime of 43 minutes each month is fine.", "43 minutes each month"),
        ("We deploy 2 hours per day.", ""),
        ("Down at times, for 5 minutes. Every day.", ""),
    ],
)
def test_downtimes_in_descriptions(description: str, downtime: str) -> None:
    text = OPENSLO.replace("spec: {", f"spec: {{description: '{description}', ")
    [fact] = facts({"slo.yaml": text.replace("KEY", "target: 0.9")}, SloFact)
    assert fact.downtime == downtime


def test_examples_promise_nothing() -> None:
    [level] = facts({"examples/slo.yaml": SLOTH.replace("KEY", "objective: 99")}, ServiceLevelFact)
    assert level.targets == []
