"""The schema of an exception, one entry of the register."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.editor_schemas.lifecycle import ROLES
from platguard.editor_schemas.shapes import (
    Shape,
    choice,
    day,
    document,
    integer,
    listed,
    mapping,
    named,
    offering,
    text,
    texts,
    words,
)
from platguard.model.policy_exception import CATEGORIES, ExceptionLimits
from platguard.model.standard import Rule
from platguard.register import ID

_SAID = {"type": "string", "minLength": 1}
_CATEGORIES = ("The risk is accepted.", "The rule is met in another way.")


def exception_schema(rules: Sequence[Rule]) -> Shape:
    """What `register.read_entry` reads and an organisation without limits of its own accepts.

    The ids of these rules are offered, and those of others allowed.
    """
    required = ["id", "rules", "category", "reason", "owner", "requested", "sunset"]
    mitigated = {"properties": {"category": {"const": "mitigated"}}, "required": ["category"]}
    told_how = {"required": ["compensating"], "properties": {"compensating": _SAID}}
    shape = mapping(
        "One entry of the register: an approved deviation from rules, with a last day.",
        {**_what(rules), **_why(), **_who(), **_how_long()},
        required,
        {"if": mitigated, "then": told_how},
    )
    return document("exception-v1", "platguard exception, version 1", shape)


def _what(rules: Sequence[Rule]) -> dict[str, Shape]:
    """What it is called, and what it is for."""
    offered = sorted(name for rule in rules for name in (rule.id, *rule.formerly))
    a_rule = {**words("A rule.", pattern="^[^*?]+$"), **offering(offered)}
    return {
        "id": words(
            "Its permanent name. Ids that only look different are one.",
            "EXC-2026-0007",
            pattern=f"^{ID.pattern}$",
        ),
        "rules": listed(
            "Ids of the rules that it is for. No wildcards; adjacent rules are never meant.",
            a_rule,
            ["docker-swarm"],
            least=1,
        ),
        "scope": _scope(),
    }


def _why() -> dict[str, Shape]:
    shortest = ExceptionLimits().shortest_reason
    return {
        "category": choice("How the risk is met.", dict(zip(CATEGORIES, _CATEGORIES, strict=True))),
        "reason": {
            **text(
                f"Why the rule cannot be met yet, in at least {shortest} characters.",
                "The vendor ships a driver for Kubernetes in May.",
            ),
            "minLength": shortest,
        },
        "compensating": text(
            "What is done instead; needed when category is mitigated.", "A firewall in front of it."
        ),
    }


def _who() -> dict[str, Shape]:
    """Who answers for it, asked for it and agreed."""
    return {
        "owner": _said("The team that mends it, and is told of the end.", "team-ledger"),
        "requested": mapping(
            "Who asks for it, and when. Somebody else approves.",
            {"by": _said("A name.", "alice"), "on": day("The day of the request.")},
            ["by", "on"],
        ),
        "approvals": listed(
            "Consent of two people, one for each role: `platguard exceptions approve` adds it.",
            _approval(),
        ),
    }


def _how_long() -> dict[str, Shape]:
    """The days between which it covers something, how much, and what ended or follows it."""
    refused = {
        "by": _said("A name.", "bob"),
        "on": day("The day of the refusal."),
        "why": _said("What the requester should know.", "The new driver is there."),
    }
    return {
        "starts": day(
            "First day that it covers; the day of the latest approval when absent.", "2027-01-01"
        ),
        "sunset": day("Last day that it covers, at most 24 months after it starts.", "2027-12-31"),
        "max_findings": integer(
            "How many findings it may cover; 25, or one for each fingerprint, when absent.", 25, 1
        ),
        "renews": text("Id of the exception that it continues.", "EXC-2026-0001"),
        "closed_on": day("First day on which it was closed early and covers nothing."),
        "rejected": mapping("Refusal of the request.", refused, ["by", "on", "why"]),
        "ticket": text("Where it is worked on.", "https://tickets.example/PLAT-881"),
    }


def _said(description: str, example: str) -> Shape:
    return {**text(description, example), **_SAID}


def _scope() -> Shape:
    resource = {
        "kind": text("Deployment, Secret, ...", "Deployment"),
        "namespace": text("As the manifest says it.", "shop"),
        "name": text("The whole name.", "ledger"),
        "labels": named(
            "Labels that the object has, all of them.", {"type": "string"}, {"app": "ledger"}
        ),
    }
    path = {"type": "string", "pattern": "[^/\\s]"}
    return mapping(
        "What it is for. Each part that is given must match; one item of it suffices.",
        {
            "repositories": texts("Globs over the repository's name.", "payments/*"),
            "paths": listed(
                "Patterns as in .gitignore, from the root of the repository.", path, ["deploy/**"]
            ),
            "resources": listed(
                "Kubernetes objects by what they are.", mapping("An object.", resource)
            ),
            "fingerprints": texts(
                "Single findings. Name their path as well: it is followed through renames.",
                "3f2a91c04b7d5e6f8091a2b3c4d5e6f7",
            ),
        },
    )


def _approval() -> Shape:
    keys = {
        "role": choice("What they decide as.", ROLES),
        "by": _said("A member of the role on that day, and not the requester.", "bob"),
        "on": day("The day of the approval."),
        "sunset": day("The sunset that was approved: a changed one voids the approval."),
        "terms": text(
            "A sum of the terms that were approved: changed ones void the approval.",
            "425657f99b5bcab0",
        ),
    }
    return mapping("Consent of one person.", keys, ["role", "by", "on", "sunset"])
