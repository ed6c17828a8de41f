"""Reads the estimates of a file of metrics: the inputs of people, from which figures follow.

    estimates:
      - about: duplicated work
        duplicated_work: {teams: 10, engineers_each: 5, freed: [20, 25], cost: 150000}
      - about: new services
        saved: {weeks_before: 5, days_after: 3, items: 20}

Every input is given by somebody, and every figure comes with its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from platguard.audit import downtime, effort
from platguard.audit.effort import WORKING_WEEKS
from platguard.audit.given_fields import number, numbers, people
from platguard.audit.numbers import plain
from platguard.audit.support import staffing, supporters
from platguard.fields import Fields
from platguard.model.audit import Estimate

_KEYS: Mapping[str, tuple[str, ...]] = {
    "duplicated_work": ("teams", "engineers_each", "freed", "cost"),
    "saved": (
        *("weeks_before", "weeks_after", "days_after", "items"),
        *("effort_weeks", "working_weeks"),
    ),
    "improvement": ("before", "after"),
    "error_budget": ("target", "window", "spent_minutes"),
    "support": ("users", "staff"),
}
ESTIMATE_KEYS = ("about", *_KEYS)


def read_estimates(fields: Fields) -> list[Estimate]:
    """What follows from one block: what it is `about`, and one mapping with its inputs."""
    about = fields.text("about")
    given = [kind for kind in _KEYS if fields.has(kind)]
    if len(given) != 1:
        told = f"an estimate has one of {', '.join(_KEYS)}"
        raise fields.fault(told, given[-1] if given else "about")
    (kind,) = given
    inner = fields.mapping(kind, kind, _KEYS[kind])
    if inner is None:
        raise fields.fault(f"{kind} of an estimate is empty", kind)
    return _MADE[kind](about, inner)


def _duplicated_work(about: str, fields: Fields) -> list[Estimate]:
    least, most = numbers(fields, "freed")
    freed = sorted({int(least), int(most)})
    teams, each = people(fields, "teams"), people(fields, "engineers_each")
    return effort.duplicated_work(about, teams, each, freed, number(fields, "cost"))


def _saved(about: str, fields: Fields) -> list[Estimate]:
    if fields.has("weeks_after") == fields.has("days_after"):
        raise fields.fault("saved needs one of weeks_after and days_after", "weeks_before")
    if fields.has("days_after"):
        after = effort.midpoint(*map(effort.weeks, numbers(fields, "days_after")))
    else:
        after = effort.midpoint(*numbers(fields, "weeks_after"))
    working = number(fields, "working_weeks") if fields.has("working_weeks") else WORKING_WEEKS
    if not working:
        raise fields.fault("working_weeks must be above 0", "working_weeks")
    return effort.elapsed_and_effort(
        about,
        effort.midpoint(*numbers(fields, "weeks_before")),
        after,
        people(fields, "items"),
        number(fields, "effort_weeks") if fields.has("effort_weeks") else None,
        working,
    )


def _improvement(about: str, fields: Fields) -> list[Estimate]:
    before, after = numbers(fields, "before"), numbers(fields, "after")
    if not min(before):
        raise fields.fault("before must be above 0", "before")
    return [effort.improvements(about, before, after)]


def _error_budget(about: str, fields: Fields) -> list[Estimate]:
    window = fields.choice("window", tuple(downtime.WINDOWS))
    target = number(fields, "target")
    if not 0 < target <= 100:
        raise fields.fault("target must be above 0 and at most 100", "target")
    found = downtime.budget(target, window, number(fields, "spent_minutes"))
    name = f"{about}: error budget of {plain(target)}% over {_window(window)}"
    return [Estimate(name, found.left, "minutes left", found.told)]


def _window(window: str) -> str:
    return window if window[0].isdigit() else f"a {window}"


def _support(about: str, fields: Fields) -> list[Estimate]:
    users, staff = people(fields, "users"), people(fields, "staff")
    needed = supporters(users)
    formula = f"{users} / 5 = {needed}; {staff} there, {staffing(users, staff)}"
    return [Estimate(f"{about}: supporters", Decimal(needed), "people", formula)]


_MADE: Mapping[str, Callable[[str, Fields], list[Estimate]]] = {
    "duplicated_work": _duplicated_work,
    "saved": _saved,
    "improvement": _improvement,
    "error_budget": _error_budget,
    "support": _support,
}
