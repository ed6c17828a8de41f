"""Reads the claims of a file of metrics: what people say that a platform saves, costs or allows."""

from __future__ import annotations

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
from platguard.audit.given_fields import Range, day, number, people, range_of
from platguard.fields import Fields

CLAIM_KEYS = ("about", "downtime", "effort", "shares", "improvement", "support", "rollout", "quota")
_KINDS = CLAIM_KEYS[1:]


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
        target = number(fields, "target")
        if not 0 < target <= 100:
            raise fields.fault("target must be above 0 and at most 100", "target")
        return Downtime(about, target, window, number(fields, "hours"))
    if kind == "effort":
        return _effort(about, fields)
    if kind == "improvement":
        return Improvement(about, *(number(fields, key) for key in _KEYS[kind]))
    if kind == "support":
        return Support(about, people(fields, "users"), people(fields, "freed"))
    if kind == "rollout":
        days = [day(fields, key) for key in ("starts", "target")]
        return Rollout(about, people(fields, "teams"), *days)
    limit, used, requested = (number(fields, key) for key in ("limit", "used", "requested"))
    return Quota(about, limit, used, requested, fields.boolean("exceeded", True))


def _effort(about: str, fields: Fields) -> Effort:
    weeks, engineers = (
        number(fields, key) if fields.has(key) else None for key in ("weeks", "engineers")
    )
    working = number(fields, "working_weeks") if fields.has("working_weeks") else WORKING_WEEKS
    if not working:
        raise fields.fault("working_weeks must be above 0", "working_weeks")
    before, after = number(fields, "weeks_before"), number(fields, "weeks_after")
    items = people(fields, "items")
    return Effort(about, before, after, items, weeks, engineers, working)


def _parts(fields: Fields) -> tuple[Range, ...]:
    """Each a number, or a list of the least and the most."""
    fault = fields.fault("shares must be a list of numbers and of pairs such as [10, 15]", "shares")
    items = fields.value["shares"]
    if not isinstance(items, list) or not items:
        raise fault
    return tuple(range_of(item, fault) for item in items)
