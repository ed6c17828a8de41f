"""What is added to the facts of every content, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable

from platguard.facts.exception_comments import with_exceptions
from platguard.facts.plain_text import with_credentials
from platguard.facts.swarm_comments import with_swarm_mentions
from platguard.facts.tool_signs import with_signs
from platguard.facts.withholding import withheld
from platguard.model.facts import FileFacts

ADDITIONS: tuple[Callable[[FileFacts, bytes, str], FileFacts], ...] = (
    with_signs,
    with_credentials,
    with_swarm_mentions,
    with_exceptions,
    withheld,
)
"""Each gets the facts found so far, the bytes and the name of the kind. `withheld` comes last,
because it looks through what all others say."""
