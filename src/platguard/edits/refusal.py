"""Why an edit is not made."""

from __future__ import annotations


class Refused(Exception):
    """An edit that would change more than it may, or that cannot be made at all.

    `reason` is the end of a sentence, and holds no value of the file.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
