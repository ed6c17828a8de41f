"""What reports tell of rules, as a row and back."""

from __future__ import annotations

import json
from typing import Any

from platguard.history import days
from platguard.model.organisation import RuleNote


def noted(note: RuleNote) -> tuple[Any, ...]:
    """The values of `kept.RULE_EDITIONS`."""
    dates = (note.announced, note.warn_from, note.enforced_from)
    controls = {framework: list(ids) for framework, ids in note.controls.items()}
    return (
        note.standard,
        note.title,
        note.severity,
        note.state,
        note.revision,
        note.owner,
        note.contact,
        note.guide,
        *(days.number(day) if day else None for day in dates),
        note.replacement,
        json.dumps(controls, sort_keys=True),
        days.number(note.retired_from) if note.retired_from else None,
    )


def read(row: Any) -> RuleNote:
    """The note of a row of `rule_editions`, with the name of its rule as `name`."""
    return RuleNote(
        id=row.name,
        standard=row.standard,
        title=row.title,
        severity=row.severity,
        state=row.state,
        revision=row.revision,
        owner=row.owner,
        contact=row.contact,
        guide=row.guide,
        announced=days.optional_day(row.announced),
        warn_from=days.optional_day(row.warn_from),
        enforced_from=days.optional_day(row.enforced_from),
        replacement=row.replacement,
        controls=json.loads(row.controls),
        retired_from=days.optional_day(row.retired_from),
    )
