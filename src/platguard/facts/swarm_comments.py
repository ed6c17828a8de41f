"""Comments of Compose files that speak of Docker Swarm: hints, which alone prove nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from platguard.model.facts import FileFacts, ServiceFact
from platguard.patterns import pattern

_START = pattern(rb"(?:^|[ \t])#")
_SWARM = pattern(rb"\bswarm\b", re.IGNORECASE)
_EVIDENCE = "a comment that speaks of Swarm"


def with_swarm_mentions(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file, with the hint that its comments give for its services."""
    if b"swarm" not in data.lower():
        return found
    services = [fact for fact in found.facts if isinstance(fact, ServiceFact)]
    if not services or not any(map(_speaks_of_swarm, data.splitlines())):
        return found
    facts = [
        replace(fact, swarm_mentions=[_EVIDENCE]) if isinstance(fact, ServiceFact) else fact
        for fact in found.facts
    ]
    return replace(found, facts=facts)


def _speaks_of_swarm(line: bytes) -> bool:
    start = _START.search(line)
    return start is not None and _SWARM.search(line, start.end()) is not None
