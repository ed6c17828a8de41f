"""Exact edits of a file's text: what an edit is not about stays as it is, byte by byte.

An edit finds the node at a known place, changes the fewest characters, and reads the new text as
its reader will: where anything but the target has changed, the edit is refused and says why.
"""

from __future__ import annotations

from platguard.edits.files import ClosedFile, EditableFile
from platguard.edits.refusal import Refused
from platguard.edits.spots import Spot

__all__ = ["ClosedFile", "EditableFile", "Refused", "Spot"]
