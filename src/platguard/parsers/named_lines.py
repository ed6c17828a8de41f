"""Values that stand on lines of their own, with their places."""

from __future__ import annotations

from platguard.model.document import NOWHERE, Map, Place


class LineMap(Map):
    """A mapping whose keys and values stand on lines of a text."""

    __slots__ = ("keys_at", "start_at", "values_at")

    def __init__(self, start_at: Place = NOWHERE) -> None:
        super().__init__()
        self.start_at = start_at
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}

    def put(self, key: str, value: object, key_at: Place, value_at: Place) -> None:
        """Sets a key that stands at `key_at`; the last one of a name counts."""
        self[key] = value
        self.keys_at[key], self.values_at[key] = key_at, value_at

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self.values_at.get(key, self.start_at)

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands."""
        return self.keys_at.get(key, self.start_at)

    def start(self) -> Place:
        """Where the mapping stands."""
        return self.start_at
