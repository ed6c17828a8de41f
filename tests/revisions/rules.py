"""A standard of one rule, for the tests to revise."""

from __future__ import annotations

from typing import Any

import yaml

OFFER = {"replacement": "a version", "guide": "https://platform.example/images"}
REVISED: dict[str, Any] = {
    "announced": "2026-10-01",
    "warn_from": "2026-11-01",
    "enforced_from": "2027-01-15",
    **OFFER,
}
"""The dates of a revision."""

LATEST = 'image.tag == "latest"'
MOVING = 'image.tag in ["latest", "edge"]'
IMAGES = "FROM web:latest\nFROM shop:edge\nFROM base:1.0\n"
"""On each line a stage: forbidden since for ever, forbidden by the revision, allowed."""


def standard(**rule: Any) -> str:
    """A standard of one rule about images; values replace those it has, None leaves them out."""
    values: dict[str, Any] = {
        "id": "image-moves",
        "title": "Images do not move",
        "on": "image",
        "deny": MOVING,
        "severity": "high",
        "why": "What is deployed twice must be the same.",
        "message": "{image.reference} moves.",
        "fix": "Name a version.",
        **rule,
    }
    kept = {key: value for key, value in values.items() if value is not None}
    whole = {"standard": "own", "title": "Own", "owner": "us", "contact": "#us", "rules": [kept]}
    return yaml.safe_dump(whole, sort_keys=False)


def revision(was: dict[str, Any] | None = None, number: int = 2, **dates: Any) -> dict[str, Any]:
    """A revision; `dates` replace those of REVISED."""
    return {"number": number, "was": was or {"deny": LATEST}, "lifecycle": {**REVISED, **dates}}
