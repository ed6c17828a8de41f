"""Entries of a register, and what they are about."""

from __future__ import annotations

import json
from typing import Any

from scan.projects import deployment

ENTRY = ".platguard/exceptions/EXC-2026-0001.yaml"
TAG = deployment("api").replace(":1.0.0", ":latest")
"""A deployment that fails image-tag."""
PINNED = deployment("api")


def entry(name: str = "EXC-2026-0001", rules: str | list[str] = "image-tag", **more: Any) -> str:
    """An approved exception from 2026-01-16 through 2027-12-31 unless said otherwise."""
    sunset = more.pop("sunset", "2027-12-31")
    approvals = [
        {"role": "platform", "by": "bob", "on": "2026-01-15", "sunset": sunset},
        {"role": "leadership", "by": "carol", "on": "2026-01-16", "sunset": sunset},
    ]
    values = {
        "id": name,
        "rules": [rules] if isinstance(rules, str) else rules,
        "scope": {"paths": ["deploy"]},
        "category": "waiver",
        "reason": "The vendor publishes one tag only until 2027.",
        "owner": "team-shop",
        "requested": {"by": "alice", "on": "2026-01-10"},
        "approvals": approvals,
        "sunset": sunset,
        **more,
    }
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
