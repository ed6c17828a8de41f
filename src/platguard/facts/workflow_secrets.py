"""Secrets in workflows: literals, secrets that a script prints, and parts that no log masks.

GitHub masks the whole value of a secret in its logs. What `fromJSON(secrets.NAME)` takes out of one
it does not know, and does not mask (GitHub's "Secure use reference"; the audit unredacted-secrets
of zizmor).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from platguard.facts import credentials
from platguard.facts.script_texts import Script, printed_secrets
from platguard.facts.workflow_expressions import Scope
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import CredentialFact, Fact
from platguard.patterns import pattern

PRINTED, UNMASKED = "printed", "unmasked"
"""Shapes of credentials that are no literals."""
_PART = pattern(r"\bfromjson\s*\(\s*secrets\.(\w+)\s*\)", re.IGNORECASE)


def in_settings(value: Any, holder: str, address: str, subject: str) -> Iterator[Fact]:
    """What a mapping of a workflow holds: `env`, `with`, `secrets`, `credentials`."""
    if not isinstance(value, (Map, Seq)):
        return
    yield from credentials.in_mapping(value, "workflow", holder, address, subject)
    for name, written, place in credentials.settings(value):
        for found in _PART.finditer(written):
            key = f"secrets.{found[1]}"
            yield _credential(key, UNMASKED, f"{subject}[{name}]", place, holder, address)


def in_script(script: Script, scope: Scope, holder: str, address: str) -> Iterator[Fact]:
    """What a script prints, and what it takes out of secrets; each once."""
    told: set[tuple[str, str]] = set()
    found = [(name, PRINTED, at) for name, at in printed_secrets(script, scope.secrets)]
    found += [(f"secrets.{one[1]}", UNMASKED, one.start()) for one in _PART.finditer(script.text)]
    for name, shape, position in found:
        if (name, shape) not in told:
            told.add((name, shape))
            line, column = script.place_of(position)
            place = Place(line, column, line)
            yield _credential(name, shape, f"run[{name}]", place, holder, address)


def _credential(
    key: str, shape: str, subject: str, place: Place, holder: str, address: str
) -> CredentialFact:
    return CredentialFact(
        address=address,
        subject=subject,
        places={"": place, "key": place},
        where="workflow",
        holder=holder,
        key=key,
        shape=shape,
        placeholder=False,
    )
