"""Comments of Compose files that speak of Docker Swarm: hints, which alone prove nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from platguard.model.facts import FileFacts, ServiceFact

_COMMENT = re.compile(rb"(?:^|[ \t])#[^\n]*\bswarm\b", re.IGNORECASE | re.MULTILINE)
_EVIDENCE = "a comment that speaks of Swarm"


def with_comments(found: FileFacts, data: bytes) -> FileFacts:
    """The facts of a file, with the hint that its comments give for its services."""
    services = [fact for fact in found.facts if isinstance(fact, ServiceFact)]
    if not services or not _COMMENT.search(data):
        return found
    facts = [
        replace(fact, swarm_mentions=[_EVIDENCE]) if isinstance(fact, ServiceFact) else fact
        for fact in found.facts
    ]
    return replace(found, facts=facts)
