"""The published schema and the strict reading of an entry accept the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from platguard.approvals import Member
from platguard.editor_schemas.exception import exception_schema
from platguard.errors import UsageError
from platguard.policy_exceptions import Authority, state
from platguard.register import read_entry
from platguard.register_check import rejection_fault

from .repositories import Repository

RULES = {"image-latest": "image-latest", "old-name": "image-latest"}
AS_OF = date(2026, 6, 1)
AUTHORITY = Authority({"platform": [Member("bob")], "leadership": [Member("carol")]})
SUNSET = "2026-12-31"
BY_BOB = {"role": "platform", "by": "bob", "on": "2026-01-15", "sunset": SUNSET}
BY_CAROL = {**BY_BOB, "role": "leadership", "by": "carol"}
WHOLE: dict[str, Any] = {
    "id": "EXC-2026-0007",
    "rules": ["image-latest"],
    "scope": {
        "repositories": ["shop/*"],
        "paths": ["deploy/**", "a.yaml"],
        "resources": [{"kind": "Pod", "namespace": "a", "name": "b", "labels": {"app": "c"}}],
        "fingerprints": ["0" * 32],
    },
    "category": "mitigated",
    "reason": "The vendor ships a driver in May.",
    "compensating": "A firewall in front of it.",
    "owner": "team-a",
    "requested": {"by": "alice", "on": "2026-01-10"},
    "approvals": [BY_BOB, BY_CAROL],
    "starts": "2026-01-20",
    "sunset": SUNSET,
    "max_findings": 3,
    "ticket": "PLAT-1",
}
ENDS: Sequence[dict[str, Any]] = (
    {},
    {"closed_on": "2026-07-01"},
    {"rejected": {"by": "bob", "on": "2026-01-12", "why": "No"}},
)
# Other texts for what is a day, and values of other types.
BAD_DAYS = ["soon", "2026-02-30", "2027-02-29", "20260701", "2026-7-1", "2026-07-01T00:00:00Z"]
WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 7, 1.5, [], {}, [[]], [None], [3], {"a": 1}, "text"]
)


def published() -> dict[str, Any]:
    """The schema, where no rules are known."""
    return exception_schema(())


@cache
def schema() -> Draft7Validator:
    """The published schema, its formats checked, too."""
    return Draft7Validator(published(), format_checker=Draft7Validator.FORMAT_CHECKER)


def is_accepted(values: Mapping[str, Any]) -> bool:
    """Whether the entry can be read, and is not invalid."""
    try:
        entry = read_entry(json.dumps(values).encode(), "x.yaml", RULES)
    except UsageError:
        return False
    # What was rejected is over, and not looked at further.
    asked = replace(entry.exception, rejected=None)
    faults = state(asked, AS_OF, AUTHORITY).faults
    return not faults and not rejection_fault(entry.exception)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value in a document."""
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    own = [path] if path else []
    return own + [found for key, item in inner for found in places(item, (*path, key))]


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """An entry, whole or without some keys."""
    values = {**deepcopy(WHOLE), **deepcopy(draw(st.sampled_from(ENDS)))}
    for key in draw(st.sets(st.sampled_from(sorted(values)), max_size=3)):
        del values[key]
    if draw(st.booleans()):
        values["category"] = "waiver"
    return values


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """An entry in which one value is gone, is another one, or has a key too many."""
    values = draw(entries())
    *parents, last = draw(st.sampled_from(places(values)))
    holder: Any = values
    for key in parents:
        holder = holder[key]
    change = draw(st.sampled_from(["remove", "replace", "empty", "unknown", "day"]))
    if change == "remove":
        del holder[last]
    elif change == "replace":
        holder[last] = draw(WRONG)
    elif change == "empty":
        holder[last] = type(holder[last])()
    elif change == "unknown" and isinstance(holder[last], dict):
        holder[last]["unknown"] = "a"
    elif change == "day" and last in ("on", "sunset", "starts", "closed_on"):
        holder[last] = draw(st.sampled_from(BAD_DAYS))
    return values


def agrees_by_design(values: Mapping[str, Any]) -> bool:
    """Leaves out what only one of the two can know.

    A schema sees neither who approved, nor that two values belong together, nor which rules there
    are. An empty text stands for a key that is absent.
    """
    approvals = values.get("approvals", [])
    sound = [a for a in approvals if isinstance(a, dict)] if isinstance(approvals, list) else []
    related = all(
        approval.get("by") in ("", None, "bob", "carol")
        and (approval.get("sunset") == values.get("sunset") or "sunset" not in approval)
        for approval in sound
    )
    rules = values.get("rules")
    known = not isinstance(rules, list) or all(
        rule in RULES for rule in rules if isinstance(rule, str)
    )
    days = [values.get(key) for key in ("starts", "closed_on")]
    texts = [values.get(key) for key in ("renews", "ticket", "compensating")]
    labelled = json.dumps(values.get("scope", {}), default=str)
    return related and known and "" not in days + texts and '"a": 1' not in labelled


@given(entries())
def test_sound_entries(values: dict[str, Any]) -> None:
    assert schema().is_valid(values) == is_accepted(values)


@given(broken())
def test_broken_entries(values: dict[str, Any]) -> None:
    if agrees_by_design(values):
        assert schema().is_valid(values) == is_accepted(values), values


def test_the_command_prints_it_with_the_rules(repository: Repository) -> None:
    printed = json.loads(repository.done("schema"))
    Draft7Validator.check_schema(printed)
    offered = printed["properties"]["rules"]["items"].pop("anyOf")[0]["enum"]
    assert "own-secret" in offered, "the standards of this repository"
    assert printed == published()
