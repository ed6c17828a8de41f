"""A file of each kind that uses every key, what reads it, and its schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jsonschema import Draft7Validator

from platguard.builtin import builtin_standards
from platguard.config import read_organisation, read_repository
from platguard.editor_schemas import SCHEMAS
from platguard.errors import UsageError
from platguard.inventory import read_inventory
from platguard.model.standard import Rule
from platguard.register import read_entry
from platguard.rule_settings import applied
from platguard.standards import read_rules, read_standard

LIFECYCLE: dict[str, Any] = {
    "announced": "2026-01-01",
    "warn_from": "2026-02-01",
    "enforced_from": "2026-09-01",
    "replacement": "a version",
    "guide": "https://platform.example/images",
    "segments": ["backend"],
    "waves": [
        {
            "name": "pilot",
            "repositories": ["shop/*"],
            "teams": ["a"],
            "segments": ["backend"],
            "warn_from": "2026-01-02",
            "enforced_from": "2026-05-01",
            "opt_in": True,
        }
    ],
    "notice_waiver": {
        "reason": "It is exploited already.",
        "approvals": [
            {"role": "platform", "by": "bob", "on": "2026-01-01"},
            {"role": "leadership", "by": "carol", "on": "2026-01-01"},
        ],
    },
}
RULE: dict[str, Any] = {
    "id": "single-replica",
    "title": "Deployments run more than one replica",
    "on": "workload",
    "when": 'workload.kind == "Deployment"',
    "require": "workload.replicas >= params.least",
    "let": {"one": "1"},
    "grades": [{"when": "true", "severity": "low", "level_at_most": "note"}],
    "warn": {"when": "false"},
    "params": {
        "least": {"type": "int", "default": 2, "strict": 3},
        "mode": {"type": "string", "default": "a", "one_of": ["a", "b"]},
        "named": {"type": "list", "default": ["a"]},
        "checked": {"type": "bool", "default": True},
    },
    "at": "replicas",
    "discriminator": "workload.name",
    "severity": "medium",
    "why": "A drained node takes the only replica.",
    "message": "{workload.label} runs {workload.replicas}.",
    "warning": "{workload.label} soon runs {workload.replicas}.",
    "fix": "Set replicas.",
    "lifecycle": {**LIFECYCLE, "retired_from": "2028-01-01"},
    "revision": {"number": 2, "was": {"require": "true", "when": "true"}, "lifecycle": LIFECYCLE},
    "controls": {"soc2": ["CC7.1"]},
    "also": ["CKV_K8S_1"],
    "formerly": ["one-replica"],
    "exceptions": "fingerprint",
    "allow_list": "secret-names",
    "enabled": False,
    "profile": "strict",
    "platforms": ["kubernetes"],
    "edits": [
        {
            "class": "safe",
            "when": "true",
            "at": "replicas",
            "up": 1,
            "before": "template",
            "set": {"replicas": 2, "strategy": {"type": "RollingUpdate", "options": {}}},
            "append": {"a": {"b": ["c"]}},
            "remove": {"d": {"e": ["f"]}},
            "rename": {"g": {"h": "i"}},
        },
        {"class": "safe", "remove": ["version"]},
        {"class": "safe", "remove": {"cap_add": "{params.named}"}},
        {"class": "suggest", "replace": "{text}"},
        {"class": "suggest", "instruction": "USER 1000"},
        {"class": "suggest", "create": {"deep/a.yaml": "b"}},
    ],
    "tests": [
        {
            "name": "one",
            "given": {"a.yaml": "replicas: 1"},
            "expect": "fail",
            "as_of": "2026-11-22",
            "params": {"least": 4},
        },
        {"name": "two", "given": {"a.yaml": "replicas: 2"}, "expect": "pass"},
    ],
    "mutations": [
        {"of": "two", "replace": "2", "with": "1", "name": "less"},
        {"of": "two", "as_of": "2027-01-01", "expect": "unknown"},
    ],
}
OF_OBJECT: dict[str, Any] = {
    **{key: RULE[key] for key in ("title", "severity", "why", "message", "fix")},
    "id": "spec-there",
    "on": "object",
    "for_each": "",
    "schema": {"required": ["spec"]},
    "lifecycle": {
        "announced": "2026-01-01",
        "enforced_from": "2026-09-01",
        "applies_to": "new",
        "new_after": "2026-01-01",
    },
    "revision": {"number": 2, "was": {"schema": {"type": "object"}}, "lifecycle": LIFECYCLE},
}
SAMPLES: Mapping[str, dict[str, Any]] = {
    "standard": {
        "standard": "delivery",
        "title": "Deployments can be rolled out safely",
        "owner": "team-platform",
        "contact": "#platform",
        "rules": [RULE, OF_OBJECT],
        "retired_ids": ["gone"],
    },
    "configuration": {
        "standards": ["builtin", "./standards"],
        "contact": "#platform-help",
        "profile": "strict",
        "timezone": "Europe/Berlin",
        "register": "exceptions",
        "exceptions": {
            "longest_months": 12,
            "shortest_reason": 30,
            "start_within_days": 10,
            "expiring_days": 60,
            "most_findings": 3,
        },
        "adoption": {"allowed": True, "latest_sunset": "2027-06-30", "critical": False},
        "programme": {
            "started": "2026-01-01",
            "adoption_targets": {"1": 10, "12": 75},
            "finish_by": "2027-06-30",
            "teams": 40,
            "pilot": {"teams": 4, "weeks": 7},
            "waves": {"teams": [5, 10], "weeks": 6},
        },
        "approvals": "signed",
        "allowed_signers": "signers",
        "openpgp_keys": "keys.asc",
        "roles": {
            "platform": [
                {"name": "bob", "from": "2024-01-01", "until": "2027-01-01", "signs_as": ["b@x"]}
            ],
            "leadership": [{"name": "carol"}],
        },
        "segments": {"backend": {}, "research": {"level_at_most": "warning"}},
        "rules": {
            "docker-swarm": {"lifecycle": LIFECYCLE, "level": "error", "enabled": True},
            "secret-rotation-overdue": {
                "params": {"max_age_days": 90},
                "segments": {"research": {"level": "note", "params": {"max_age_days": 10}}},
            },
        },
        "capabilities": {"ci": ["github-actions"], "secrets": ["sops"]},
        "examples": {"level_at_most": "warning"},
    },
    "repository": {
        "exclude": ["docs/**"],
        "team": "payments",
        "segment": "backend",
        "allow": {"secret-names": ["TOKEN_TTL"]},
    },
    "exception": {
        "id": "EXC-2026-0007",
        "rules": ["docker-swarm"],
        "scope": {
            "repositories": ["shop/*"],
            "paths": ["deploy/**"],
            "resources": [{"kind": "Pod", "namespace": "a", "name": "b", "labels": {"app": "c"}}],
            "fingerprints": ["0" * 32],
        },
        "category": "mitigated",
        "reason": "The vendor ships a driver in May.",
        "compensating": "A firewall in front of it.",
        "owner": "team-a",
        "requested": {"by": "alice", "on": "2026-01-10"},
        "approvals": [
            {"role": "platform", "by": "bob", "on": "2026-01-15", "sunset": "2026-12-31"},
        ],
        "starts": "2026-01-20",
        "sunset": "2026-12-31",
        "max_findings": 3,
        "ticket": "PLAT-1",
    },
    "inventory": {
        "repositories": [
            {
                "path": "../ledger",
                "name": "payments/ledger",
                "team": "payments",
                "segment": "backend",
                "tier": "critical",
                "wave": "pilot",
                "created": "2024-03-01",
                "revision": "release/1",
                "archived": False,
            },
            {"url": "https://git.example/payments/api.git"},
            {"glob": "clones/*/*.git", "archived": True},
        ],
        "defaults": {"team": "a", "segment": "backend", "tier": "low", "wave": "second"},
        "revision": "main",
        "teams": {"payments": {"engineers": 8}},
    },
}


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that come with platguard."""
    found = (read_standard(f.data, f.path, builtin=True) for f in builtin_standards())
    return tuple(rule for standard in found for rule in standard.rules)


@cache
def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file."""
    return SCHEMAS[kind](builtin_rules())


@cache
def validator(kind: str) -> Draft7Validator:
    """What holds documents against the schema, as an editor does, its formats checked."""
    return Draft7Validator(schema(kind), format_checker=Draft7Validator.FORMAT_CHECKER)


def _read_standard(data: bytes) -> None:
    for found in read_rules(data, "x.yaml", builtin=False):
        if isinstance(found, UsageError):
            raise found
    read_standard(data, "x.yaml", builtin=False)


def _read_configuration(data: bytes) -> None:
    organisation = read_organisation(data, "platguard.yaml")
    rules = {rule.id: rule for rule in builtin_rules()}
    for name, setting in organisation.settings.items():
        for segment in ("", *setting.segments):
            if name in rules:
                applied(rules[name], setting, segment)


def _read_inventory(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "inventory.yaml"
        file.write_bytes(data)
        read_inventory(str(file))


READERS: Mapping[str, Callable[[bytes], object]] = {
    "standard": _read_standard,
    "configuration": _read_configuration,
    "repository": lambda data: read_repository(data, ".platguard.yaml"),
    "exception": lambda data: read_entry(data, "x.yaml", {"docker-swarm": ""}),
    "inventory": _read_inventory,
}


def fault(kind: str, values: Any) -> str:
    """What the reader says against a document; empty when it takes it."""
    try:
        READERS[kind](json.dumps(values).encode())
    except UsageError as error:
        return str(error)
    return ""
