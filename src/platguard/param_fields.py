"""Reads the params of rules, and values for them, each of its own type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from platguard.fields import Fields
from platguard.model.standard import Param

PARAM_TYPES = {"int": int, "string": str, "bool": bool, "list": list}


def read_params(fields: Fields) -> dict[str, Param]:
    """The params of a rule by name. Raises UsageError at the place of the first fault."""
    params = {}
    for name, found in fields.named(
        "params", "param {name}", ("type", "default", "one_of", "strict")
    ).items():
        kind = found.choice("type", tuple(PARAM_TYPES))
        if not found.has("default"):
            raise found.fault(f"param {name} has no default", hint="Add `default:`.")
        param = Param(kind, None, found.texts("one_of"))
        if found.has("strict"):
            strict = param_value(param, found.value["strict"], found, "strict").value
            param = replace(param, strict=strict)
        params[name] = param_value(param, found.value["default"], found, "default")
    return params


def param_values(fields: Fields, what: str, params: Mapping[str, Param]) -> dict[str, Param]:
    """Those params to which the key `params` gives a value, with it; `what` names it in faults."""
    given = fields.mapping("params", what, tuple(params))
    if given is None:
        return {}
    return {
        name: param_value(params[name], value, given, name)
        for name, value in given.value.items()
        if not (params[name].type == "list" and given.is_empty(name))
    }


def param_value(param: Param, value: Any, fields: Fields, key: str) -> Param:
    """The param with a value of its own type; raises UsageError at `key` for any other."""
    kind = PARAM_TYPES[param.type]
    right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if right and kind is list:
        right = all(isinstance(item, str) for item in value)
    if not right or (param.one_of and value not in param.one_of):
        wanted = " or ".join(param.one_of) or param.type
        raise fields.fault(f"{key} of {fields.what} must be {wanted}, not {value!r:.60}", key)
    return replace(param, value=list(value) if kind is list else value)
