"""Reads `metrics.yaml` and `metrics.csv` strictly: every fault names its place.

    metrics:
      - metric: nps
        period: 2026-10
        counts: {promoters: 50, passives: 30, detractors: 20}
        source: survey of October
        recorded_on: 2026-11-02
    targets: {tickets_per_100: 20}

A metric has one of `value`, `values` (their median counts), `counts` and `scores` (answers by
score). A CSV file has the same names in its first line, `counts` as three columns and no targets.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from platguard import dates
from platguard.audit.claim_files import CLAIM_KEYS, read_claim
from platguard.audit.estimate_files import ESTIMATE_KEYS, read_estimates
from platguard.audit.metrics import DERIVED, METRICS, Given, Measurement, Target, target_of
from platguard.audit.numbers import median, rounded
from platguard.audit.support import Answers, answers_of
from platguard.errors import UsageError
from platguard.fields import Fields, read_document, refuse_wide
from platguard.suggestions import suggestion

_COUNTS = ("promoters", "passives", "detractors")
_VALUES = ("value", "values", "counts", "scores")
_KEYS = ("metric", "period", *_VALUES, "before", "unit", "source", "recorded_on")
_COLUMNS = ("metric", "period", "value", "before", "unit", "source", "recorded_on", *_COUNTS)
_NEEDED = ("metric", "period", "source", "recorded_on")
_PERIOD = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MOST = Decimal(10**12)
_WHOLE = ("users", "support_tickets")


def read_metrics(data: bytes, path: str) -> Given:
    """What a file holds, by the ending of its name; UsageError for anything that is not as it
    should be, and for a metric that is given twice for a month."""
    return _read_csv(data, path) if path.casefold().endswith(".csv") else _read_yaml(data, path)


def _read_yaml(data: bytes, path: str) -> Given:
    document = read_document(data, path)
    keys = ("metrics", "targets", "claims", "estimates")
    fields = Fields(document, path, "the metrics", keys, document.start())
    seen: set[tuple[str, str]] = set()
    found = fields.mappings(
        "metrics", "a metric", _KEYS, lambda one: _once(_measured(one), seen, one)
    )
    claims = fields.mappings("claims", "a claim", CLAIM_KEYS, read_claim)
    blocks = fields.mappings("estimates", "an estimate", ESTIMATE_KEYS, read_estimates)
    estimates = tuple(one for block in blocks for one in block)
    return Given(tuple(found), _targets(fields), tuple(claims), estimates)


def _measured(fields: Fields) -> Measurement:
    name = _named(fields.text("metric"), lambda told: fields.fault(told, "metric"))
    period = fields.text("period")
    if not _PERIOD.fullmatch(period):
        raise fields.fault(f"period is {period!r}; it must be a month as YYYY-MM", "period")
    recorded = fields.date("recorded_on")
    if recorded is None:
        raise fields.fault("a metric has no recorded_on", hint="Add `recorded_on:`.")
    _check_unit(name, fields.text("unit", ""), lambda told: fields.fault(told, "unit"))
    given = [key for key in _VALUES if fields.has(key)]
    if len(given) != 1:
        told = f"a metric has one of {', '.join(_VALUES)}, not {' and '.join(given) or 'none'}"
        raise fields.fault(told, given[-1] if given else "metric")
    value, answers = _value(fields, name, given[0])
    before = number(fields, "before") if fields.has("before") else None
    return Measurement(name, period, value, fields.text("source"), recorded, answers, before)


def _value(fields: Fields, name: str, key: str) -> tuple[Decimal | None, Answers | None]:
    if (key in ("counts", "scores")) != (name == "nps"):
        asked = "counts or scores, from which it is computed" if name == "nps" else "a value"
        raise fields.fault(f"{name} needs {asked}", key)
    if key == "counts":
        return None, _counts(fields)
    if key == "scores":
        return None, _scores(fields)
    if key == "values":
        middle = median(_numbers(fields))
        assert middle is not None
        return _limited(name, rounded(middle, 2), lambda told: fields.fault(told, key)), None
    return _limited(name, number(fields, key), lambda told: fields.fault(told, key)), None


def number(fields: Fields, key: str) -> Decimal:
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
        if not _NUMBER.fullmatch(score) or isinstance(people, bool) or not isinstance(people, int):
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
        found[name] = Target(usual.sign, number(given, name))
    return found


def _read_csv(data: bytes, path: str) -> Given:
    refuse_wide(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("not UTF-8 text", path=path, hint="Save it as UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    seen: set[tuple[str, str]] = set()
    try:
        _check_columns(reader.fieldnames or [], path)
        found = [_once(one, seen, path, line) for line, one in _rows(reader, path)]
    except csv.Error as error:
        raise UsageError(f"not CSV: {error}", path=path, line=reader.line_num, column=1) from None
    return Given(tuple(found))


def _check_columns(names: Any, path: str) -> None:
    for name in names:
        if name not in _COLUMNS:
            told = f"unknown column {name!r:.40}{suggestion(str(name), _COLUMNS)}"
            raise UsageError(told, path=path, line=1, column=1)
    if len(set(names)) != len(names):
        raise UsageError("a column stands twice", path=path, line=1, column=1)
    if missing := [name for name in _NEEDED if name not in names]:
        raise UsageError(f"there is no column {missing[0]}", path=path, line=1, column=1)


def _rows(reader: csv.DictReader[str], path: str) -> Iterator[tuple[int, Measurement]]:
    for row in reader:
        if None in row or None in row.values():
            raise UsageError(
                "the row has not as many cells as the first line has columns",
                path=path, line=reader.line_num, column=1,
            )  # fmt: skip
        cells = {name: value.strip() for name, value in row.items()}
        yield reader.line_num, _of_cells(cells, path, reader.line_num)


def _of_cells(cells: Mapping[str, str], path: str, line: int) -> Measurement:
    def fault(told: str) -> UsageError:
        return UsageError(told, path=path, line=line, column=1)

    name = _named(cells["metric"], fault)
    if not _PERIOD.fullmatch(cells["period"]):
        raise fault(f"period is {cells['period']!r:.40}; it must be a month as YYYY-MM")
    recorded = dates.parse(cells["recorded_on"])
    if recorded is None:
        raise fault(f"recorded_on {dates.expected(cells['recorded_on'])}")
    if not cells["source"]:
        raise fault("source must not be empty")
    _check_unit(name, cells.get("unit", ""), fault)
    value = _cell(cells, "value", fault)
    before = _cell(cells, "before", fault)
    people = [_cell(cells, key, fault) for key in _COUNTS]
    if name == "nps":
        if value is not None or None in people:
            raise fault("nps needs promoters, passives and detractors, from which it is computed")
        whole = [int(one) for one in people if one is not None and one == int(one) and one >= 0]
        if len(whole) != len(people):
            raise fault("promoters, passives and detractors must be numbers of people")
        return Measurement(name, cells["period"], None, cells["source"], recorded, Answers(*whole))
    if value is None:
        raise fault(f"{name} needs a value")
    value = _limited(name, value, fault)
    return Measurement(name, cells["period"], value, cells["source"], recorded, None, before)


def _cell(cells: Mapping[str, str], key: str, fault: Any) -> Decimal | None:
    text = cells.get(key, "")
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise fault(f"{key} must be a number such as 99.5, not {text!r:.40}")
    return Decimal(text)


def _named(name: str, fault: Any) -> str:
    if name not in METRICS:
        raise fault(f"there is no metric {name!r:.60}{suggestion(name, METRICS)}")
    return name


def _check_unit(name: str, unit: str, fault: Any) -> None:
    wanted = METRICS[name].unit
    if unit and unit != wanted:
        raise fault(f"{name} is in {wanted}, not in {unit!r:.40}")


def _limited(name: str, value: Decimal, fault: Any) -> Decimal:
    metric = METRICS[name]
    if value < metric.lowest or (metric.highest is not None and value > metric.highest):
        most = "" if metric.highest is None else f" and at most {metric.highest}"
        raise fault(f"{name} must be at least {metric.lowest}{most}, not {value}")
    if name in _WHOLE and value != int(value):
        raise fault(f"{name} must be a whole number, not {value}")
    return value


def _once(
    one: Measurement, seen: set[tuple[str, str]], at: Fields | str, line: int = 0
) -> Measurement:
    key = (one.metric, one.period)
    if key in seen:
        told = f"{one.metric} of {one.period} is given twice"
        if isinstance(at, Fields):
            raise at.fault(told, "metric")
        raise UsageError(told, path=at, line=line, column=1)
    seen.add(key)
    return one
