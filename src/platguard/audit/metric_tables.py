"""Reads `metrics.csv` strictly: a metric a line, with the keys of `metrics.yaml` as columns.

metric,period,value,source,recorded_on,promoters,passives,detractors
users,2026-10,120,directory,2026-11-02,,,
nps,2026-10,,survey,2026-11-02,50,30,20
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from platguard import dates
from platguard.audit.metric_checks import Fault, Once, check_unit, limited, month, named
from platguard.audit.metrics import Measurement
from platguard.audit.support import Answers
from platguard.errors import UsageError
from platguard.fields import refuse_wide
from platguard.suggestions import suggestion

_COUNTS = ("promoters", "passives", "detractors")
_COLUMNS = ("metric", "period", "value", "before", "unit", "source", "recorded_on", *_COUNTS)
_NEEDED = ("metric", "period", "source", "recorded_on")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


def read_table(data: bytes, path: str) -> list[Measurement]:
    """The metrics of a table; UsageError, with the line, for anything that is not as it should
    be."""
    refuse_wide(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("not UTF-8 text", path=path, hint="Save it as UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    once = Once()
    try:
        _check_columns(reader.fieldnames or [], path)
        return [once.check(_measured(cells, fault), fault) for cells, fault in _rows(reader, path)]
    except csv.Error as error:
        raise UsageError(f"not CSV: {error}", path=path, line=reader.line_num, column=1) from None


def _check_columns(names: Any, path: str) -> None:
    for name in names:
        if name not in _COLUMNS:
            told = f"unknown column {name!r:.40}{suggestion(str(name), _COLUMNS)}"
            raise UsageError(told, path=path, line=1, column=1)
    if len(set(names)) != len(names):
        raise UsageError("a column stands twice", path=path, line=1, column=1)
    if missing := [name for name in _NEEDED if name not in names]:
        raise UsageError(f"there is no column {missing[0]}", path=path, line=1, column=1)


def _rows(reader: csv.DictReader[str], path: str) -> Iterator[tuple[Mapping[str, str], Fault]]:
    """The cells of each row, and how a fault in it is told."""
    for row in reader:
        fault = partial(UsageError, path=path, line=reader.line_num, column=1)
        if None in row or None in row.values():
            raise fault("the row has not as many cells as the first line has columns")
        yield {name: value.strip() for name, value in row.items()}, fault


def _measured(cells: Mapping[str, str], fault: Fault) -> Measurement:
    name = named(cells["metric"], fault)
    period = month(cells["period"], fault)
    recorded = dates.parse(cells["recorded_on"])
    if recorded is None:
        raise fault(f"recorded_on {dates.expected(cells['recorded_on'])}")
    if not cells["source"]:
        raise fault("source must not be empty")
    check_unit(name, cells.get("unit", ""), fault)
    value, answers = _value(name, cells, fault)
    before = _number(cells, "before", fault)
    return Measurement(name, period, value, cells["source"], recorded, answers, before)


def _value(
    name: str, cells: Mapping[str, str], fault: Fault
) -> tuple[Decimal | None, Answers | None]:
    """The value, or the answers from which it is computed."""
    value = _number(cells, "value", fault)
    people = [_number(cells, key, fault) for key in _COUNTS]
    if name != "nps":
        if value is None:
            raise fault(f"{name} needs a value")
        return limited(name, value, fault), None
    if value is not None or None in people:
        raise fault("nps needs promoters, passives and detractors, from which it is computed")
    whole = [int(one) for one in people if one is not None and one == int(one) and one >= 0]
    if len(whole) != len(people):
        raise fault("promoters, passives and detractors must be numbers of people")
    return None, Answers(*whole)


def _number(cells: Mapping[str, str], key: str, fault: Fault) -> Decimal | None:
    """The number in a cell; None for an empty one."""
    text = cells.get(key, "")
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise fault(f"{key} must be a number such as 99.5, not {text!r:.40}")
    return Decimal(text)
