"""What an organisation makes of a rule: whether it is on, its level, params and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from platguard.config import Setting
from platguard.lifecycle_fields import read_lifecycle
from platguard.model.standard import LEVELS, Param, Rule
from platguard.param_fields import param_values
from platguard.revision_fields import redated


def applied(rule: Rule, setting: Setting, segment: str) -> Rule:
    """The rule as it is set for a segment. Raises UsageError where a setting does not fit it."""
    rule = replace(rule, enabled=setting.enabled, level=setting.level or rule.level)
    if setting.gives("lifecycle"):
        rule = replace(rule, lifecycle=read_lifecycle(setting.fields))
    rule = redated(rule, setting.fields)
    what = f"the params of {rule.id}"
    rule = _with_params(rule, param_values(setting.fields, what, rule.params))
    found = setting.segments.get(segment)
    if found is None:
        return rule
    rule = _with_params(rule, param_values(found, what, rule.params))
    return replace(rule, level=found.choice("level", LEVELS, "") or rule.level)


def _with_params(rule: Rule, params: Mapping[str, Param]) -> Rule:
    return replace(rule, params={**rule.params, **params})
