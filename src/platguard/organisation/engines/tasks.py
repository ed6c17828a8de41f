"""An order in a slot, from the moment that it is given until something has come of it."""

from __future__ import annotations

from platguard.errors import UsageError
from platguard.organisation.engines import Lost
from platguard.organisation.observing import Observed
from platguard.organisation.slots import Slot
from platguard.organisation.worker import Begun, Broken, read_message


class Task:
    """An order that a slot works on."""

    def __init__(self, slot: Slot, name: str, order: bytes, deadline: float) -> None:
        """`name` is the repository's; `deadline` is of the clock that `hear` is told of."""
        self.slot = slot
        self.name = name
        self.deadline = deadline
        self.commit = ""
        self.said = b""
        """The last message, as it came."""
        slot.give(order)

    def hear(self, now: float) -> Observed | Lost | None:
        """What the slot says; None when it only says what it is about to do."""
        data = self.slot.read(self.deadline - now)
        if data is None:
            return Lost(self.slot.ended_by(), self.commit)
        self.said = data
        try:
            message = read_message(data)
        except UsageError:
            return Lost("its process gave an answer that is none", self.commit)
        if isinstance(message, Begun):
            self.commit = message.commit
            return None
        if isinstance(message, Broken):
            return Lost(message.reason, self.commit)
        if message.observation.repository != self.name:
            return Lost("its process answered for another repository", self.commit)
        return message

    def overdue(self, seconds: float) -> Lost:
        """What comes of it when its deadline, which was so many seconds, has passed."""
        return Lost(f"it took longer than {seconds:g} seconds", self.commit)
