"""What checking an export came to, for programs: version 1, described by
`schemas/verification-v1.schema.json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from platguard import __version__
from platguard.reporters.json import encode

if TYPE_CHECKING:
    from platguard.model.evidence import Verification


def write(found: Verification, stream: TextIO) -> None:
    """Writes it as JSON; the same gives the same bytes."""
    stream.write(encode(document(found)))


def document(found: Verification) -> dict[str, Any]:
    """It as JSON values, in the order of the contract."""
    return {
        "platguard": __version__,
        "verification": 1,
        "verdict": found.verdict,
        "exit": found.exit,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "result": found.result,
        "repositories": found.repositories,
        "judged_again": found.again,
        "not_judged_then": found.unjudged,
        "files": [asdict(one) for one in found.files],
        "absent": [asdict(one) for one in found.absent],
        "differences": [asdict(one) for one in found.differences],
        "envelopes": [asdict(one) for one in found.envelopes],
        "causes": list(found.causes),
    }
