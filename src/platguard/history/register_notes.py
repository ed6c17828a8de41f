"""What reports tell of an entry of the register, as JSON and back.

How many findings it covers is not in it: that is known by repository.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from platguard.model.audit import Consent
from platguard.model.registered import RegisterEntry

_LONGEST = 4_000
"""Characters of a text that are kept: who writes more has a page for it."""
_TEXTS = ("state", "team", "category", "reason", "renews", "ticket", "compensating")
_LISTS = ("rules", "repositories", "within")
_DAYS = ("starts", "sunset")


def noted(entry: RegisterEntry) -> str:
    """All of an entry but its id; what is empty is left out."""
    told: dict[str, Any] = {name: _kept(getattr(entry, name)) for name in _TEXTS}
    told |= {name: [*map(_kept, getattr(entry, name))] for name in _LISTS}
    told |= {name: day.isoformat() for name in _DAYS if (day := getattr(entry, name))}
    told["approvals"] = [[*map(_kept, (one.by, one.role, one.on))] for one in entry.approvals]
    told["requested"] = [*map(_kept, entry.requested)] if any(entry.requested) else []
    whole = {name: value for name, value in told.items() if value}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


def read(id: str, text: str) -> RegisterEntry:
    """The entry that `noted` was given."""
    told = json.loads(text)
    by, on = told.get("requested") or ("", "")
    values: dict[str, Any] = {name: told.get(name, "") for name in _TEXTS}
    values |= {name: tuple(told.get(name, ())) for name in _LISTS}
    values |= {name: date.fromisoformat(told[name]) if name in told else None for name in _DAYS}
    return RegisterEntry(
        **values,
        id=id,
        matches=0,
        approvals=tuple(Consent(*one) for one in told.get("approvals", ())),
        requested=(by, on),
    )


def _kept(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
