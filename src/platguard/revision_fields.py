"""Reads the revision of a rule: its number, what the rule was before, and when the change counts.

Findings that a stricter revision adds have dates of their own, so that a new version of a standard
alone never turns a green pipeline red before its day.
"""

from __future__ import annotations

from dataclasses import replace

from platguard.expectation_fields import EXPECTATION_KEYS, Expectation, read_expectation
from platguard.fields import Fields
from platguard.lifecycle_fields import read_lifecycle
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import Rule, Tightening

REVISION_KEYS = ("number", "was", "lifecycle")
WAS_KEYS = ("when", *EXPECTATION_KEYS)


def revised(rule: Rule, fields: Fields) -> Rule:
    """The rule with the revision that its standard gives it.

    Raises UsageError at the place of the first fault.
    """
    found = fields.mapping("revision", f"the revision of {fields.what}", REVISION_KEYS)
    if found is None:
        return rule
    rule = replace(rule, revision=_number(found))
    was = found.mapping("was", f"was of {fields.what}", WAS_KEYS)
    if was is None:
        if found.has("lifecycle"):
            raise found.fault(
                f"{found.what} has dates and no was",
                "lifecycle",
                hint="Add `was:`, with what the rule required before.",
            )
        return rule
    lifecycle = _dates(found)
    _check_order(found, lifecycle, rule)
    places = {f"was.{key}": was.text_start(key) for key in was.value}
    return replace(
        rule,
        tightening=_tightening(was, rule, lifecycle),
        places={**rule.places, **places},
    )


def redated(rule: Rule, fields: Fields) -> Rule:
    """The rule, its revision with the dates that an organisation's setting gives it.

    Dates of an older revision are over, and change nothing. Raises UsageError at the place of the
    first fault.
    """
    found = fields.mapping("revision", f"the revision of {rule.id}", ("number", "lifecycle"))
    if found is None:
        return rule
    number, lifecycle = _number(found), _dates(found)
    if number > rule.revision:
        raise found.fault(
            f"{rule.id} has no revision {number}: it is at revision {rule.revision}", "number"
        )
    if number < rule.revision or rule.tightening is None:
        return rule
    _check_order(found, lifecycle, rule)
    return replace(rule, tightening=replace(rule.tightening, lifecycle=lifecycle))


def _number(fields: Fields) -> int:
    number = fields.integer("number")
    if number < 2:
        raise fields.fault(
            f"number of {fields.what} must be 2 or more, not {number}: a rule begins as revision 1",
            "number",
        )
    return number


def _tightening(was: Fields, rule: Rule, lifecycle: Lifecycle) -> Tightening:
    given = [key for key in EXPECTATION_KEYS if was.has(key)]
    if not was.value:
        raise was.fault(
            f"{was.what} is empty",
            hint=f"Name what differed: {', '.join(WAS_KEYS)}.",
        )
    for key in given:
        if (key == "schema") != (rule.schema is not None):
            wanted = "schema" if rule.schema is not None else "require or deny"
            raise was.fault(f"{was.what} must have {wanted}, as the rule has, not {key}", key)
    expected = Expectation(rule.require, rule.deny, rule.schema)
    return Tightening(
        lifecycle,
        was.text("when") if was.has("when") else rule.when,
        *(read_expectation(was) if given else expected),
    )


def _dates(fields: Fields) -> Lifecycle:
    lifecycle = read_lifecycle(fields)
    if lifecycle is None:
        raise fields.fault(f"{fields.what} has no lifecycle", hint="Add `lifecycle:`.")
    if lifecycle.retired_from:
        raise fields.fault(
            f"{fields.what} cannot have retired_from: only a whole rule is retired", "lifecycle"
        )
    if lifecycle.new_after:
        raise fields.fault(
            f"{fields.what} cannot have applies_to: it reaches whom the rule reaches", "lifecycle"
        )
    return lifecycle


def _check_order(fields: Fields, lifecycle: Lifecycle, rule: Rule) -> None:
    """A change of a rule is not announced before the rule itself."""
    if rule.lifecycle is None or lifecycle.announced is None:
        return
    own = rule.lifecycle.announced
    if own is None or lifecycle.announced < own:
        told = f"before the rule itself, {own}" if own else "and the rule itself is not announced"
        raise fields.fault(
            f"the lifecycle of {fields.what}: announced is {lifecycle.announced}, {told}",
            "lifecycle",
        )
