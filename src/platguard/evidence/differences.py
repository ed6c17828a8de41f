"""How what comes of judging again differs from what an export says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from platguard.counting import counted
from platguard.json_fields import as_told
from platguard.model.evidence import Difference
from platguard.model.organisation import Observation, Row
from platguard.organisation import observation_json

_APART = ("repository", "counts", "rows")
_SHOWN = 80


def differences(then: Observation, now: Observation) -> Iterator[Difference]:
    """What differs between an exported observation and one of the same commit and day.

    Findings and counts are told by rule, everything else by its name.
    """
    name = then.repository
    old, new = observation_json.document(then), observation_json.document(now)
    for key in old:
        if key not in _APART and old[key] != new[key]:
            yield Difference(name, "", f"{key}: {_apart(old[key], new[key])}")
    yield from _findings(name, then.rows, now.rows)
    yield from _counts(name, then.counts, now.counts)


def _findings(name: str, then: Sequence[Row], now: Sequence[Row]) -> Iterator[Difference]:
    old, new = _by_key(then), _by_key(now)
    for key in sorted(old.keys() | new.keys()):
        was, is_now = old.get(key), new.get(key)
        rule, path, *_ = key
        if was is None and is_now is not None:
            told = f"{path}:{is_now.line}: {is_now.outcome} now, and not in the export"
            yield Difference(name, rule, f"{told}: {is_now.message}")
        elif is_now is None and was is not None:
            told = f"{path}:{was.line}: {was.outcome} in the export, and not now"
            yield Difference(name, rule, f"{told}: {was.message}")
        elif was is not None and is_now is not None and was != is_now:
            fields = "; ".join(_fields(was, is_now))
            yield Difference(name, rule, f"{path}:{was.line}: {fields}")


def _by_key(rows: Sequence[Row]) -> dict[tuple[str, str, str, int], Row]:
    """Rows by what makes them one finding; equal ones by their number."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = {}
    for row in rows:
        key = row.rule, row.path, row.fingerprint
        seen[key] += 1
        found[(*key, seen[key])] = row
    return found


def _fields(was: Row, now: Row) -> Iterator[str]:
    for field in Row.__dataclass_fields__:
        old, new = getattr(was, field), getattr(now, field)
        if old != new:
            yield f"{field} was {_short(old)} and is {_short(new)}"


def _counts(
    name: str, then: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]
) -> Iterator[Difference]:
    for rule in sorted(then.keys() | now.keys()):
        old, new = then.get(rule, {}), now.get(rule, {})
        for outcome in sorted(old.keys() | new.keys()):
            was, is_now = old.get(outcome, 0), new.get(outcome, 0)
            if was != is_now:
                told = (
                    f"{outcome} was told {counted(was, 'time')}, and is {counted(is_now, 'time')}"
                )
                yield Difference(name, rule, told)


def _apart(was: Any, now: Any) -> str:
    if not (isinstance(was, list) and isinstance(now, list)):
        return f"was {_short(was)} and is {_short(now)}"
    old, new = Counter(map(_text, was)), Counter(map(_text, now))
    gone, come = list((old - new).elements()), list((new - old).elements())
    if not gone and not come:
        return "are in another order"
    told = [f"{len(gone)} only in the export"] if gone else []
    told += [f"{len(come)} only now"] if come else []
    return f"{', '.join(told)}, such as {_short((gone or come)[0])}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _short(value: Any) -> str:
    text = as_told(value) if isinstance(value, str) else _text(value)
    text = text or "empty"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
