"""What a change would alter in what decides, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platguard.model.proposal import Proposal


def proposal_text(change: Proposal) -> str:
    """`rule image-tag, level: warning instead of error`."""
    what = f"{change.subject}, {change.key}" if change.key else change.subject
    if not change.was:
        return f"{what}: {change.becomes} is added" if change.becomes else f"{what} is added"
    if not change.becomes:
        return f"{what}: {change.was} is taken away"
    return f"{what}: {change.becomes} instead of {change.was}"
