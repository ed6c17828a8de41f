"""The schemas of the two configurations: the organisation's and the repository's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from platguard.config import APPROVALS, LIMITS
from platguard.editor_schemas.lifecycle import ROLES, lifecycle, revision_setting
from platguard.editor_schemas.programme import programme
from platguard.editor_schemas.rule import PARAM_SHAPES, levels
from platguard.editor_schemas.shapes import (
    Shape,
    choice,
    day,
    described,
    document,
    flag,
    integer,
    listed,
    mapping,
    may_be_empty,
    named,
    text,
    texts,
    undescribed,
    words,
)
from platguard.model.facts.tools import TOOL_CATEGORIES
from platguard.model.policy_exception import ExceptionLimits
from platguard.model.standard import PROFILES, Param, Rule
from platguard.standards import ALLOW_LISTS

_LIMITS = {
    "longest_months": "How many months an exception may last.",
    "shortest_reason": "How many characters a reason needs.",
    "start_within_days": "How many days after its last approval an exception starts at the latest.",
    "expiring_days": "How many days before its last day its owner is warned.",
    "most_findings": "How many findings an exception may cover unless it says so itself.",
}


def configuration_schema(rules: Sequence[Rule]) -> Shape:
    """What `config.read_organisation` reads; of these rules, params have their own types.

    Settings of other rules are allowed: they may be of standards that are not known here.
    """
    settings = {name: _setting_of(rule, name) for rule in rules for name in _names(rule)}
    keys = {
        **_policy(),
        "rules": {
            **named(
                "What an organisation makes of single rules, by their ids.",
                described("What an organisation makes of a rule.", "setting"),
            ),
            "properties": dict(sorted(settings.items())),
            "examples": [{"image-tag": {"level": "warning"}}],
        },
        **_register(),
    }
    signed = {"properties": {"approvals": {"const": "signed"}}, "required": ["approvals"]}
    with_keys = {"anyOf": [{"required": ["allowed_signers"]}, {"required": ["openpgp_keys"]}]}
    told = "The organisation's choice of standards, levels, params and dates."
    shape = may_be_empty(mapping(told, keys, more={"if": signed, "then": with_keys}))
    definitions = {"setting": _setting(), "lifecycle": undescribed(lifecycle())}
    definitions = may_be_empty({"properties": definitions})["properties"]
    return document("configuration-v1", "platguard.yaml, version 1", shape, definitions)


def _policy() -> dict[str, Shape]:
    strict = dict(zip(PROFILES, ("A first day.", "All that is asked for."), strict=True))
    tools = {category: texts(f"Tools for {category}.") for category in TOOL_CATEGORIES}
    capabilities = mapping(
        "The tools that the platform offers, by category; other ones are findings.", tools
    )
    return {
        "standards": texts("`builtin`, files or folders.", "builtin", "./standards"),
        "contact": text(
            "Whom to ask about standards that do not say it, as the built-in ones.",
            "#platform-help",
        ),
        "profile": choice("How much is asked for.", strict),
        "timezone": words(
            "Where days begin and end: an IANA name; UTC unless given.", "Europe/Berlin"
        ),
        "capabilities": {**capabilities, "examples": [{"ci": ["github-actions"]}]},
        "examples": mapping(
            "What counts in folders of tests, fixtures and examples.",
            {"level_at_most": levels("The strongest level of findings there.")},
            ["level_at_most"],
        ),
        "segments": named(
            "Kinds of teams.",
            mapping(
                "A kind of team.",
                {"level_at_most": levels("The strongest level of its findings.")},
            ),
            {"backend": {}, "research": {"level_at_most": "warning"}},
        ),
    }


def _register() -> dict[str, Shape]:
    defaults = ExceptionLimits()
    limits = {
        name: {**integer(_LIMITS[name], getattr(defaults, name), low, high)}
        | {"default": getattr(defaults, name)}
        for name, (low, high) in LIMITS.items()
    }
    members = {
        role: listed(f"{told} Who belongs to it.", _member()) for role, told in ROLES.items()
    }
    proofs = dict(zip(APPROVALS, ("As the register says.", "By signed commits."), strict=True))
    return {
        "register": words("The folder of the exceptions.", ".platguard/exceptions"),
        "exceptions": mapping("How far exceptions may go.", limits),
        "adoption": mapping(
            "What repositories may tolerate because it is old.",
            {
                "allowed": flag("Whether anything may be adopted.", True),
                "latest_sunset": day("The latest day through which anything is tolerated."),
                "critical": flag(
                    "Whether critical findings and secrets in clear text may be adopted.", False
                ),
            },
        ),
        "programme": programme(),
        "approvals": choice("When an approval counts.", proofs),
        "allowed_signers": text(
            "File with the SSH keys of those who approve, as ssh-keygen(1) reads it.",
            ".platguard/allowed_signers",
        ),
        "openpgp_keys": text(
            "File with the OpenPGP keys of those who approve.", ".platguard/keys.asc"
        ),
        "roles": mapping("Who approves exceptions.", members),
    }


def _member() -> Shape:
    keys = {
        "name": words("Their name, as approvals say it.", "bob"),
        "from": day("Their first day in the role.", "2024-01-01"),
        "until": day("Their last day in the role."),
        "signs_as": texts("Whom their keys name.", "bob@platform.example"),
    }
    return mapping("Somebody with the role.", keys, ["name"])


def _setting() -> Shape:
    """What may be set of any rule."""
    params = {"description": "Values of its params.", "type": "object"}
    segment = mapping(
        "What holds in one segment.",
        {"level": levels("Its level there."), "params": params},
    )
    keys = {
        "enabled": flag("Whether it is on.", True),
        "level": levels("Its level once it is enforced; by its severity unless given."),
        "params": {**params, "examples": [{"least": 3}]},
        "lifecycle": described("When it counts.", "lifecycle"),
        "revision": revision_setting(),
        "segments": named(
            "What holds in single segments.", segment, {"research": {"level": "note"}}
        ),
    }
    return undescribed(mapping("", keys))


def _names(rule: Rule) -> tuple[str, ...]:
    return (rule.id, *rule.formerly)


def _setting_of(rule: Rule, name: str) -> Shape:
    older = "" if name == rule.id else f"Older id of {rule.id}. "
    told = f"{older}{rule.title} ({rule.severity}, {rule.standard}). {rule.why}"
    shape = described(told, "setting")
    if not rule.params:
        return shape
    params = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _param(param) for name, param in rule.params.items()},
    }
    in_segments = {"additionalProperties": {"type": "object", "properties": {"params": params}}}
    typed = {"params": params, "segments": {"type": "object", **in_segments}}
    return {**shape, "type": "object", "properties": typed}


def _param(param: Param) -> Shape:
    value, strict = _told(param.value), _told(param.strict)
    told = f"{json.dumps(value)} unless it is set"
    more = f", {json.dumps(strict)} in the profile strict" if param.strict is not None else ""
    shape = {"description": f"{told}{more}.", **PARAM_SHAPES[param.type], "default": value}
    return {**shape, "enum": list(param.one_of)} if param.one_of else shape


def _told(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def repository_schema() -> Shape:
    """What `config.read_repository` reads."""
    lists = {
        "secret-names": texts("Names that are no secrets.", "TOKEN_TTL", "*_URL"),
    }
    assert tuple(lists) == ALLOW_LISTS
    keys = {
        "exclude": texts("Patterns, as in .gitignore, of paths that are not judged.", "docs/**"),
        "team": text("Whose repository it is.", "payments"),
        "segment": text("The segment that it belongs to.", "backend"),
        "allow": mapping("What it adds to allow lists.", lists),
    }
    told = "What a repository says of itself; every report tells what it changes."
    shape = may_be_empty(mapping(told, keys))
    return document("repository-v1", ".platguard.yaml, version 1", shape)
