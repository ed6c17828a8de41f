"""Reads `programme:` of the organisation's configuration."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from platguard.fields import Fields
from platguard.model.programme import ProgrammePlan
from platguard.patterns import pattern

PROGRAMME_KEYS = ("started", "adoption_targets", "finish_by", "teams", "pilot", "waves")
GROUP_KEYS = ("teams", "weeks")
"""Of a pilot and of waves."""
_MONTH = pattern(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_MOST = 1_000_000


def read_programme(fields: Fields) -> ProgrammePlan | None:
    """The plan, or None where there is none. Raises UsageError at the place of the first fault."""
    found = fields.mapping("programme", "programme", PROGRAMME_KEYS)
    if found is None:
        return None
    started, finish_by = found.date("started"), found.date("finish_by")
    if started is None:
        raise found.fault("programme has no started", hint="Add the day on which it began.")
    if finish_by and finish_by <= started:
        raise found.fault(f"finish_by {finish_by} is not after started {started}", "finish_by")
    pilot = found.mapping("pilot", "pilot", GROUP_KEYS)
    waves = found.mapping("waves", "waves", GROUP_KEYS)
    return ProgrammePlan(
        started=started,
        targets=_targets(found),
        finish_by=finish_by,
        teams=_number(found, "teams") if found.has("teams") else None,
        pilot_teams=_number(pilot, "teams") if pilot else None,
        pilot_weeks=_number(pilot, "weeks") if pilot else None,
        wave_teams=_range(waves, "teams") if waves and waves.has("teams") else None,
        wave_weeks=_range(waves, "weeks") if waves and waves.has("weeks") else None,
    )


def _targets(fields: Fields) -> dict[Decimal, Decimal]:
    key = "adoption_targets"
    if not fields.has(key) or fields.is_empty(key):
        return {}
    given = fields.value[key]
    if not isinstance(given, dict) or not given:
        told = "adoption_targets must be a mapping from months to percent"
        raise fields.fault(told, key, hint='Write {"1": 10, "3": 25, "12": 75}.')
    found: dict[Decimal, Decimal] = {}
    for month, percent in given.items():
        if not _MONTH.fullmatch(str(month)) or not Decimal(str(month)):
            raise fields.fault(f"{str(month)!r:.20} is no month after the start", key)
        is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
        if not is_number or not 0 <= percent <= 100:
            raise fields.fault(f"month {month} has {percent!r:.20}, not 0 to 100 percent", key)
        found[Decimal(str(month))] = Decimal(str(percent))
    ordered = sorted(found.items())
    for (month, percent), (later, more) in pairwise(ordered):
        if more < percent:
            told = f"falls from {percent}% in month {month} to {more}% in month {later}"
            raise fields.fault(f"{key} {told}", key)
    return dict(ordered)


def _number(fields: Fields, key: str) -> int:
    found = fields.integer(key)
    if not 1 <= found <= _MOST:
        raise fields.fault(f"{key} is {found}; it must be from 1 to {_MOST}", key)
    return found


def _range(fields: Fields, key: str) -> tuple[int, int]:
    """One number, or a list of the least and the most."""
    value = fields.value.get(key)
    if not isinstance(value, list):
        number = _number(fields, key)
        return number, number
    is_pair = len(value) == 2 and all(type(one) is int and 1 <= one <= _MOST for one in value)
    if not is_pair or value[0] > value[1]:
        raise fields.fault(f"{key} must be a number, or two such as [4, 6]", key)
    return value[0], value[1]
