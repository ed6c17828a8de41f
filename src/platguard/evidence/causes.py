"""Why judging again may differ: another platguard than the one that made an export."""

from __future__ import annotations

from collections.abc import Iterator

from platguard import __version__
from platguard.builtin import builtin_by_name
from platguard.evidence.documents import ExportNote
from platguard.evidence.inputs import Inputs
from platguard.evidence.tool import code_digest


def is_another(note: ExportNote) -> bool:
    """Whether another platguard made the export."""
    return note.tool_digest != code_digest()


def causes(note: ExportNote, inputs: Inputs) -> Iterator[str]:
    """What is other about this platguard, a sentence each."""
    version = note.terms.tool_version
    if version != __version__:
        made = f"platguard {version} made the export, and this is {__version__}"
        yield f"{made}: pip install 'platguard[org]=={version}'"
    elif is_another(note):
        yield f"another build of platguard {__version__} made the export"
    mine, theirs = builtin_by_name(), inputs.builtin
    others = sorted(n for n in mine.keys() | theirs.keys() if mine.get(n) != theirs.get(n))
    if others:
        yield f"it came with other standards or tables: {', '.join(others)}"
