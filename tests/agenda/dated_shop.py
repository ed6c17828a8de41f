"""A small repository in which everything that can have a date has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import yaml

from .agendas import FIRST

OFFER = {"replacement": "a fixed tag", "guide": "https://platform.example/tags"}
ROLES = {
    "platform": [{"name": "bob", "from": "2024-01-01"}],
    "leadership": [{"name": "carol", "from": "2024-01-01"}],
}
SECRET = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: db, namespace: shop, annotations: {platguard.io/last-rotated: "ROTATED"}}
spec: {encryptedData: {password: AgBy8hCi8ErCEx}}
"""
PLAIN = """\
apiVersion: v1
kind: Secret
metadata: {name: mail, namespace: shop}
stringData: {user: shop, password: correct-horse}
"""
DOCKERFILE = "FROM web:latest\nFROM shop:edge\nFROM base:1.0\nFROM tool:latest\n"


def day(number: int) -> str:
    """The day so many days after the first."""
    return (FIRST + timedelta(days=number)).isoformat()


def rule(name: str, on: str, message: str, **values: Any) -> dict[str, Any]:
    """A rule."""
    told = {"title": name.capitalize(), "why": "It matters.", "fix": "Change it."}
    return {"id": name, "on": on, "severity": "high", "message": message, **told, **values}


def lifecycle(announced: int, warns: int, enforced: int, **more: Any) -> Any:
    """Dates that nobody had three months' notice of, which both roles agreed to."""
    by = (("platform", "bob"), ("leadership", "carol"))
    return {
        "announced": day(announced),
        "warn_from": day(warns),
        "enforced_from": day(enforced),
        "notice_waiver": {
            "reason": "It is under attack.",
            "approvals": [{"role": role, "by": name, "on": "2026-11-01"} for role, name in by],
        },
        **OFFER,
        **more,
    }


def entry(name: str, rules: list[str], approved: int, sunset: int, **values: Any) -> str:
    """An exception for the Dockerfile that both roles approved."""
    by = (("platform", "bob"), ("leadership", "carol"))
    whole = {
        "id": name,
        "rules": rules,
        "scope": {"paths": ["Dockerfile"]},
        "category": "waiver",
        "reason": f"The vendor of {name} names no fixed tag before spring.",
        "owner": f"team-{name.lower()}",
        "requested": {"by": "alice", "on": "2026-10-01"},
        "approvals": [
            {"role": role, "by": who, "on": day(approved), "sunset": day(sunset)}
            for role, who in by
        ],
        "sunset": day(sunset),
        **values,
    }
    return yaml.safe_dump({key: value for key, value in whole.items() if value is not None})


def files(dates: Mapping[str, int]) -> dict[str, str]:
    """The repository; `dates` are in days after the first."""
    d = dates
    rules = [
        rule(
            "image-latest",
            "image",
            "{image.reference} moves.",
            deny='image.tag == "latest"',
            lifecycle=lifecycle(
                d["announced"], d["warns"], d["enforced"], retired_from=day(d["retired"])
            ),
        ),
        rule(
            "image-moves",
            "image",
            "{image.reference} moves.",
            deny='image.tag in ["latest", "edge"]',
            revision={
                "number": 2,
                "was": {"deny": 'image.tag == "latest"'},
                "lifecycle": lifecycle(d["announced"], d["warns"], d["revised"]),
            },
        ),
        rule(
            "image-season",
            "image",
            "{image.reference} is out of season.",
            deny=f'as_of >= "{day(d["opens"])}" && as_of < "{day(d["closes"])}"',
            discriminator=f'as_of < "{day(d["halftime"])}" ? "early" : "late"',
            grades=[
                {"when": f'as_of < "{day(d["worse"])}"', "severity": "low"},
                {"when": "true", "severity": "high"},
            ],
        ),
        rule(
            "image-was",
            "image",
            "{image.reference} moves.",
            deny='image.tag == "edge"',
            revision={
                "number": 2,
                "was": {"deny": f'image.tag == "edge" && as_of < "{day(d["halftime"])}"'},
                "lifecycle": lifecycle(d["announced"], d["warns"], d["enforced"]),
            },
        ),
        rule(
            "object-bare",
            "object",
            "{violation}",
            when=f'as_of >= "{day(d["opens"])}"',
            schema={"required": ["owner"]},
        ),
        rule(
            "key-old",
            "secret",
            "{item.name} is old.",
            for_each="secret.keys",
            deny=f'as_of >= "{day(d["worse"])}"',
        ),
        rule(
            "secret-old",
            "secret",
            "{secret.label} was rotated on {secret.annotated_on}.",
            let={
                "rotated": "last_rotated(secret.annotated_on, secret.encrypted_on,"
                " secret.changed_on, as_of)"
            },
            deny="rotated == '' || days_between(rotated, as_of) > 12",
        ),
        rule("ending", "exception", "{exception.id}", deny='exception.state == "expiring"'),
        rule("unneeded", "exception", "{exception.unused}", deny="exception.unused != ''"),
        rule("unheld", "exception", "{exception.reason}", deny='exception.state == "invalid"'),
        rule(
            "table-old",
            "table",
            "{table.name} is old.",
            deny=f"days_between(table.as_of, as_of) > {d['table']}",
        ),
    ]
    if d.get("counts"):
        counted = f"exception.days_left < {d['counts']} && exception.state == 'active'"
        rules.append(rule("counted", "exception", "{exception.id}", deny=counted))
    whole = {"standard": "own", "title": "Own", "owner": "us", "contact": "#us", "rules": rules}
    organisation = {
        "standards": ["own.yaml"],
        "roles": ROLES,
        "exceptions": {"expiring_days": 5},
    }
    names = ["image-latest", "image-moves"]
    return {
        "platguard.yaml": yaml.safe_dump(organisation),
        "own.yaml": yaml.safe_dump(whole, sort_keys=False),
        "Dockerfile": DOCKERFILE,
        "secret.yaml": SECRET.replace("ROTATED", day(d["rotated"])),
        "plain.yaml": PLAIN,
        ".platguard/exceptions/one.yaml": entry(
            "EXC-1", names, d["starts"], d["sunset"], max_findings=2
        ),
        ".platguard/exceptions/two.yaml": entry(
            "EXC-2", ["image-season"], d["starts"], 400, closed_on=day(d["closed"])
        ),
        ".platguard/exceptions/three.yaml": entry(
            "EXC-3",
            ["image-season"],
            d["starts"],
            300,
            rejected={"by": "carol", "on": day(d["rejected"]), "why": "Change the image."},
            scope={"paths": ["secret.yaml"]},
        ),
    }


USUAL = {
    "announced": 2,
    "warns": 5,
    "enforced": 11,
    "retired": 40,
    "revised": 9,
    "opens": 7,
    "closes": 21,
    "halftime": 14,
    "worse": 17,
    "rotated": 4,
    "starts": 3,
    "sunset": 20,
    "closed": 30,
    "rejected": 8,
    "table": 104,
}
"""Dates of which every one turns something."""
