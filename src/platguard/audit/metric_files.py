"""Reads `metrics.yaml` and `metrics.csv` strictly: every fault names its place.

    metrics:
      - metric: nps
        period: 2026-10
        counts: {promoters: 50, passives: 30, detractors: 20}
        source: survey of October
        recorded_on: 2026-11-02
    targets: {tickets_per_100: 20}

A metric has one of `value`, `values` (their median counts), `counts` and `scores` (answers by
score). A CSV file has metrics alone (see `metric_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from platguard.audit.claim_files import CLAIM_KEYS, read_claim
from platguard.audit.estimate_files import ESTIMATE_KEYS, read_estimates
from platguard.audit.metric_checks import Once, check_unit, limited, month, named
from platguard.audit.metric_tables import read_table
from platguard.audit.metrics import DERIVED, METRICS, Given, Measurement, Target, target_of
from platguard.audit.numbers import median, rounded
from platguard.audit.support import Answers, answers_of
from platguard.errors import UsageError
from platguard.fields import Fields, read_document

_COUNTS = ("promoters", "passives", "detractors")
_VALUES = ("value", "values", "counts", "scores")
_KEYS = ("metric", "period", *_VALUES, "before", "unit", "source", "recorded_on")
_SCORE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MOST = Decimal(10**12)


def read_metrics(data: bytes, path: str) -> Given:
    """What a file holds, by the ending of its name; UsageError for anything that is not as it
    should be, and for a metric that is given twice for a month."""
    if path.casefold().endswith(".csv"):
        return Given(tuple(read_table(data, path)))
    document = read_document(data, path)
    keys = ("metrics", "targets", "claims", "estimates")
    fields = Fields(document, path, "the metrics", keys, document.start())
    once = Once()
    found = fields.mappings(
        "metrics",
        "a metric",
        _KEYS,
        lambda one: once.check(_measured(one), partial(one.fault, key="metric")),
    )
    claims = fields.mappings("claims", "a claim", CLAIM_KEYS, read_claim)
    blocks = fields.mappings("estimates", "an estimate", ESTIMATE_KEYS, read_estimates)
    estimates = tuple(one for block in blocks for one in block)
    return Given(tuple(found), _targets(fields), tuple(claims), estimates)


def _measured(fields: Fields) -> Measurement:
    name = named(fields.text("metric"), partial(fields.fault, key="metric"))
    period = month(fields.text("period"), partial(fields.fault, key="period"))
    recorded = fields.date("recorded_on")
    if recorded is None:
        raise fields.fault("a metric has no recorded_on", hint="Add `recorded_on:`.")
    check_unit(name, fields.text("unit", ""), partial(fields.fault, key="unit"))
    given = [key for key in _VALUES if fields.has(key)]
    if len(given) != 1:
        told = f"a metric has one of {', '.join(_VALUES)}, not {' and '.join(given) or 'none'}"
        raise fields.fault(told, given[-1] if given else "metric")
    value, answers = _value(fields, name, given[0])
    before = _number(fields, "before") if fields.has("before") else None
    return Measurement(name, period, value, fields.text("source"), recorded, answers, before)


def _value(fields: Fields, name: str, key: str) -> tuple[Decimal | None, Answers | None]:
    if (key in ("counts", "scores")) != (name == "nps"):
        asked = "counts or scores, from which it is computed" if name == "nps" else "a value"
        raise fields.fault(f"{name} needs {asked}", key)
    if key == "counts":
        return None, _counts(fields)
    if key == "scores":
        return None, _scores(fields)
    value = _middle(fields) if key == "values" else _number(fields, key)
    return limited(name, value, partial(fields.fault, key=key)), None


def _number(fields: Fields, key: str) -> Decimal:
    """A number of at most twelve digits before its point."""
    value = fields.value.get(key)
    found = _decimal(value)
    if found is None:
        raise fields.fault(f"{key} of {fields.what} must be a number", key)
    return found


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = Decimal(repr(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= _MOST else None


def _middle(fields: Fields) -> Decimal:
    """The median of `values`."""
    middle = median(_numbers(fields))
    assert middle is not None
    return rounded(middle, 2)


def _numbers(fields: Fields) -> list[Decimal]:
    items = fields.value["values"]
    found = [_decimal(item) for item in items] if isinstance(items, list) else []
    if not found or None in found:
        raise fields.fault("values of a metric must be a list of numbers", "values")
    return [one for one in found if one is not None]


def _counts(fields: Fields) -> Answers:
    counts = fields.mapping("counts", "counts", _COUNTS)
    if counts is None:
        raise fields.fault("counts of a metric is empty", "counts")
    found = [counts.integer(key) for key in _COUNTS]
    for key, people in zip(_COUNTS, found, strict=True):
        if not 0 <= people <= _MOST:
            raise counts.fault(f"{key} must be a number of people, not {people}", key)
    return Answers(*found)


def _scores(fields: Fields) -> Answers:
    value = fields.value["scores"]
    if not isinstance(value, dict):
        raise fields.fault('scores of a metric must be a mapping such as {"10": 5}', "scores")
    found: dict[Decimal, int] = {}
    for score, people in value.items():
        if not _SCORE.fullmatch(score) or isinstance(people, bool) or not isinstance(people, int):
            told = f"scores of a metric must be a mapping from scores to people, not {score!r:.20}"
            raise fields.fault(told, "scores")
        found[Decimal(score)] = people
    try:
        return answers_of(found)
    except UsageError as error:
        raise fields.fault(error.message, "scores") from None


def _targets(fields: Fields) -> Mapping[str, Target]:
    rows = (*METRICS, *DERIVED)
    given = fields.mapping("targets", "targets", rows)
    if given is None:
        return {}
    found = {}
    for name in given.value:
        usual = target_of(name, Given())
        if usual is None:
            usual = Target("<", Decimal(0))
        found[name] = Target(usual.sign, _number(given, name))
    return found
