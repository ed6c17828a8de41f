"""What an organisation makes of a rule: whether it is on, its level, params and dates."""

from __future__ import annotations

from dataclasses import replace

from platguard.config import Setting
from platguard.fields import Fields
from platguard.lifecycle_fields import read_lifecycle
from platguard.model.standard import LEVELS, Rule
from platguard.revision_fields import redated
from platguard.standards import param_value


def applied(rule: Rule, setting: Setting, segment: str) -> Rule:
    """The rule as it is set for a segment. Raises UsageError where a setting does not fit it."""
    rule = replace(rule, enabled=setting.enabled, level=setting.level or rule.level)
    if setting.fields.has("lifecycle"):
        rule = replace(rule, lifecycle=read_lifecycle(setting.fields))
    rule = _with_params(redated(rule, setting.fields), setting.fields)
    found = setting.segments.get(segment)
    if found is None:
        return rule
    rule = _with_params(rule, found)
    return replace(rule, level=found.choice("level", LEVELS, "") or rule.level)


def _with_params(rule: Rule, fields: Fields) -> Rule:
    given = fields.mapping("params", f"the params of {rule.id}", tuple(rule.params))
    if given is None:
        return rule
    params = dict(rule.params)
    for name in given.value:
        params[name] = param_value(params[name], given.value[name], given, name)
    return replace(rule, params=params)
