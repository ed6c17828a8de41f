"""Reads the claims of a file of metrics: what people say that a platform saves, costs or allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from platguard.audit.claims import (
    Claim,
    Downtime,
    Effort,
    Improvement,
    Quota,
    Rollout,
    Shares,
    Support,
)
from platguard.audit.downtime import WINDOWS
from platguard.audit.effort import WORKING_WEEKS
from platguard.errors import UsageError
from platguard.fields import Fields

CLAIM_KEYS = ("about", "downtime", "effort", "shares", "improvement", "support", "rollout", "quota")
_KINDS = CLAIM_KEYS[1:]
_MOST = 10**9


def read_claim(fields: Fields) -> Claim:
    """A claim: what it is `about`, and one mapping with its numbers."""
    about = fields.text("about")
    given = [kind for kind in _KINDS if fields.has(kind)]
    if len(given) != 1:
        told = f"a claim has one of {', '.join(_KINDS)}"
        raise fields.fault(told, given[-1] if given else "about")
    kind = given[0]
    if kind == "shares":
        return Shares(about, _parts(fields))
    inner = fields.mapping(kind, kind, _KEYS[kind])
    if inner is None:
        raise fields.fault(f"{kind} of a claim is empty", kind)
    return _read(about, kind, inner)


_KEYS = {
    "downtime": ("target", "window", "hours"),
    "effort": (
        *("weeks_before", "weeks_after", "items"),
        *("weeks", "engineers", "working_weeks"),
    ),
    "improvement": ("before", "after", "percent"),
    "support": ("users", "freed"),
    "rollout": ("teams", "starts", "target"),
    "quota": ("limit", "used", "requested", "exceeded"),
}


def _read(about: str, kind: str, fields: Fields) -> Claim:
    if kind == "downtime":
        window = fields.choice("window", tuple(WINDOWS))
        target = _number(fields, "target")
        if not 0 < target <= 100:
            raise fields.fault("target must be above 0 and at most 100", "target")
        return Downtime(about, target, window, _number(fields, "hours"))
    if kind == "effort":
        return _effort(about, fields)
    if kind == "improvement":
        return Improvement(about, *(_number(fields, key) for key in _KEYS[kind]))
    if kind == "support":
        return Support(about, _people(fields, "users"), _people(fields, "freed"))
    if kind == "rollout":
        days = [_day(fields, key) for key in ("starts", "target")]
        return Rollout(about, _people(fields, "teams"), *days)
    limit, used, requested = (_number(fields, key) for key in ("limit", "used", "requested"))
    return Quota(about, limit, used, requested, fields.boolean("exceeded", True))


def _effort(about: str, fields: Fields) -> Effort:
    weeks, engineers = (
        _number(fields, key) if fields.has(key) else None for key in ("weeks", "engineers")
    )
    working = _number(fields, "working_weeks") if fields.has("working_weeks") else WORKING_WEEKS
    if not working:
        raise fields.fault("working_weeks must be above 0", "working_weeks")
    before, after = _number(fields, "weeks_before"), _number(fields, "weeks_after")
    items = _people(fields, "items")
    return Effort(about, before, after, items, weeks, engineers, working)


def _number(fields: Fields, key: str) -> Decimal:
    if not fields.has(key):
        raise fields.fault(f"{fields.what} has no {key}", hint=f"Add `{key}:`.")
    return _decimal(fields.value[key], fields.fault(f"{key} must be a number from 0", key))


def _decimal(value: Any, fault: UsageError) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise fault
    return Decimal(repr(value))


def _people(fields: Fields, key: str) -> int:
    found = fields.integer(key)
    if not 0 <= found <= _MOST:
        raise fields.fault(f"{key} must be a whole number from 0", key)
    return found


def _day(fields: Fields, key: str) -> date:
    found = fields.date(key)
    if found is None:
        raise fields.fault(f"{fields.what} has no {key}", hint=f"Add `{key}:`.")
    return found


def _parts(fields: Fields) -> tuple[tuple[Decimal, Decimal], ...]:
    """Each a number, or a list of the least and the most."""
    fault = fields.fault("shares must be a list of numbers and of pairs such as [10, 15]", "shares")
    items = fields.value["shares"]
    if not isinstance(items, list) or not items:
        raise fault
    found = []
    for item in items:
        pair = item if isinstance(item, list) else [item, item]
        if len(pair) != 2:
            raise fault
        found.append((_decimal(pair[0], fault), _decimal(pair[1], fault)))
    return tuple(found)
